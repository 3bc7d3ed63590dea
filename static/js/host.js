// A copy of this site under another name says so and names the official one; its forms do nothing.
// The names stand backwards in the page: a copy that replaces them everywhere leaves them whole.

(() => {
  const words = document.currentScript.dataset;
  const [home, ...official] = [...words.official].reverse().join("").split(" ");
  const here = location.hostname.replace(/\.$/, "");
  const isSaved = location.protocol === "file:";

  const isOurs = (name) => name === here || (name[0] === "." && `.${here}`.endsWith(name));
  if (official.some(isOurs) && !isSaved) return;

  const disable = (element) => element.setAttribute("inert", "");
  for (const form of document.forms) {
    disable(form);
    for (const field of form.elements) field.disabled = true;
  }
  addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  // A saved page stays readable: people keep one for a time without a network.
  if (!isSaved) [...document.body.children].forEach(disable);

  const add = (parent, name, said = "") => {
    const element = parent.appendChild(document.createElement(name));
    element.textContent = said;
    return element;
  };
  const warning = document.createElement("div");
  warning.setAttribute("role", "alert");
  // Styled here: a copy may lack our styles, and the editors' desk has others.
  warning.style.cssText = `padding:1em;color:var(--ink,#000);background:var(--paper,#fff)${isSaved
    ? "" : ";position:fixed;top:0;right:0;bottom:0;left:0;z-index:9999;overflow:auto;display:flex"}`;
  const text = add(warning, "div");
  text.className = "notice notice--danger stack";
  text.style.cssText = "max-width:36em;margin:auto";
  add(text, "strong", isSaved ? words.saved : words.title);
  add(text, "p", isSaved ? words.savedText : words.text.replace("#", here));
  const link = add(add(text, "p"), "a", `${home}/`);
  link.href = `${home}/`;
  document.body.prepend(warning);
  if (!isSaved) link.focus();
})();
