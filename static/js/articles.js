// What an article does when scripts run: contents, terms, disclosures, the vote, the counted view.

const article = document.querySelector("article.doc");
const sprite = document.querySelector("svg.i use").getAttribute("href").split("#")[0];
const icon = (name) => {
  const copy = document.querySelector("svg.i").cloneNode(true);
  copy.querySelector("use").setAttribute("href", `${sprite}#i-${name}`);
  return copy;
};
const word = (name) => document.body.dataset[`word${name}`];

// --- Contents: marked with the present section ----------------------------------------------------

const contents = article.querySelector(".toc details");
if (contents) {
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  let isWaiting = false;
  const mark = () => {
    isWaiting = false;
    const passed = [...links.keys()].filter((h) => h.getBoundingClientRect().top < innerHeight / 4);
    const present = passed.pop() || links.keys().next().value;
    for (const [heading, link] of links) {
      if (heading === present) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  mark();
  addEventListener("scroll", () => {
    if (!isWaiting) requestAnimationFrame(mark);
    isWaiting = true;
  }, { passive: true });
}

// --- Disclosures: open what the address points into, and everything on paper ---------------------------

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const outer = target?.closest("details");
  if (!outer || outer.open) return;
  outer.open = true;
  target.scrollIntoView();
}
openTarget();
addEventListener("hashchange", openTarget);

let opened = [];
addEventListener("beforeprint", () => {
  opened = [...article.querySelectorAll(".prose details:not([open])")];
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});

const tools = article.querySelector("[data-tools]");
if (tools) {
  let list = tools.querySelector(".side__links");
  if (!list) {
    list = tools.lastElementChild.appendChild(document.createElement("ul"));
    list.className = "side__links";
    list.setAttribute("role", "list");
  }
  const button = document.createElement("button");
  button.type = "button";
  button.append(icon("printer"), word("Print"));
  button.addEventListener("click", () => print());
  list.appendChild(document.createElement("li")).append(button);
}

// --- Terms: the words of the side list beside the term -------------------------------------------------

let shown = null;

function closeTerm(andReturn) {
  if (!shown) return;
  const { box, link } = shown;
  shown = null;
  box.remove();
  link.removeAttribute("aria-expanded");
  if (andReturn) link.focus();
}

function openTerm(link, name) {
  const box = document.createElement("div");
  box.className = "pop";
  box.tabIndex = -1;
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", name.textContent.trim());
  const close = box.appendChild(document.createElement("button"));
  close.type = "button";
  close.className = "close";
  close.append(icon("x"));
  close.setAttribute("aria-label", word("Close"));
  close.addEventListener("click", () => closeTerm(true));
  const words = box.appendChild(document.createElement("dl"));
  for (const part of [name, name.nextElementSibling]) {
    const copy = words.appendChild(part.cloneNode(true));
    copy.removeAttribute("id");
  }
  document.body.append(box);
  const at = link.getClientRects()[0];
  const left = Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 16);
  box.style.left = `${Math.max(16, left) + scrollX}px`;
  box.style.top = `${at.bottom + scrollY + 6}px`;
  link.setAttribute("aria-expanded", "true");
  shown = { box, link };
  box.focus({ preventScroll: true });
  // The box stands at the end of the page: Tab out of it leads back to the term.
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const stops = [...box.querySelectorAll("button, a")];
    const at = stops.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
    if (at >= 0 && at < stops.length) return;
    event.preventDefault();
    closeTerm(true);
  });
  if (box.getBoundingClientRect().bottom > innerHeight) box.scrollIntoView({ block: "nearest" });
}

for (const link of article.querySelectorAll("a.term")) {
  const name = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!name) continue;
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const isThis = shown?.link === link;
    closeTerm(isThis);
    if (!isThis) openTerm(link, name);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeTerm(true);
});
document.addEventListener("click", (event) => {
  if (shown && !shown.box.contains(event.target) && !shown.link.contains(event.target)) closeTerm(false);
});
addEventListener("resize", () => closeTerm(false));

// --- Vote: the server's own page answers, and its vote takes the place of this one ----------------------

async function vote(form, button) {
  const data = new URLSearchParams(new FormData(form));
  if (button?.name) data.append(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body: data });
  if (!answer.ok && answer.status !== 400) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = document.importNode(page.getElementById("vote"), true);
  document.getElementById("vote").replaceWith(fresh);
  listen(fresh);
  document.getElementById("vote-title").focus();
}

function listen(place) {
  for (const form of place.querySelectorAll("form")) {
    let pressed = null;
    form.addEventListener("click", (event) => {
      pressed = event.target.closest("button") || pressed;
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (place.dataset.busy) return;
      place.dataset.busy = "true";
      pressed?.setAttribute("aria-busy", "true");
      // Whatever goes wrong: the plain form still knows the way.
      vote(form, pressed).catch(() => {
        if (pressed?.name) {
          const choice = form.appendChild(document.createElement("input"));
          Object.assign(choice, { type: "hidden", name: pressed.name, value: pressed.value });
        }
        form.submit();
      });
    });
  }
}
const place = document.getElementById("vote");
if (place) listen(place);

// --- One reading is counted once the page is really in front of the reader --------------------------------

const count = () => navigator.sendBeacon(article.dataset.viewUrl);
if (article.dataset.viewUrl) {
  if (document.prerendering) document.addEventListener("prerenderingchange", count, { once: true });
  else count();
}
