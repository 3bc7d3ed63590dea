// A copy of this site under another name says so and names the official one; its forms do nothing.
// The names are written backwards in the page, so that a copy which puts its own name in the place
// of ours everywhere leaves them whole. Plain enough for browsers that know no modules.

(function () {
  var words = document.currentScript.dataset;
  var official = words.official.split("").reverse().join("").split(" ");
  var home = official.shift() + "/";
  var here = location.hostname.replace(/\.$/, "");
  var isSaved = location.protocol === "file:";

  var isOurs = official.some(function (name) {
    return name === here || (name[0] === "." && ("." + here).slice(-name.length) === name);
  });
  if (isOurs && !isSaved) return;

  // A saved page stays readable: it is often kept for a time without a network.
  if (!isSaved) Array.prototype.forEach.call(document.body.children, disable);
  Array.prototype.forEach.call(document.forms, function (form) {
    disable(form);
    Array.prototype.forEach.call(form.elements, function (field) { field.disabled = true; });
  });
  addEventListener("submit", function (event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  var warning = document.createElement("div");
  warning.className = isSaved ? "copied" : "copied copied--cover";
  warning.setAttribute("role", "alert");
  var text = add(warning, "div", "notice notice--danger stack");
  add(text, "strong", "", isSaved ? words.saved : words.title);
  add(text, "p", "", isSaved ? words.savedText : words.text.replace("#", here));
  var link = add(add(text, "p"), "a", "id", home);
  link.href = home;
  document.body.insertBefore(warning, document.body.firstChild);
  if (!isSaved) link.focus();

  function disable(element) {
    element.setAttribute("inert", "");
  }

  function add(parent, name, className, said) {
    var element = parent.appendChild(document.createElement(name));
    element.className = className || "";
    element.textContent = said || "";
    return element;
  }
})();
