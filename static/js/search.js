// Suggestions while typing: an ARIA combobox on every search box. Without scripts the box is a form.
// On the page of results, what is opened of them is told.

const WAIT = 150;
const sprite = document.querySelector("svg.i use")?.getAttribute("href").split("#")[0];
const words = document.body.dataset;

const fold = (text) => text.normalize("NFKC").toLowerCase();

/** One Han character says enough to look for titles; of letters it takes two. */
const isEnough = (typed) => /[\u3400-\u9fff]/.test(typed) || typed.length > 1;

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", sprite + name);
  svg.append(use);
  return svg;
}

function iconFor(url) {
  if (url.includes("/search/")) return icon("#i-search");
  if (url.includes("/categories/")) return icon("#i-layout-grid");
  if (url.includes("/glossary/")) return icon("#i-book-open");
  return icon(url.includes("/announcements/") ? "#i-megaphone" : "#i-file-text");
}

/** The title as text, with what was typed marked where it stands in it as it is. */
function marked(title, typed) {
  const folded = fold(title);
  const span = document.createElement("span");
  let rest = 0;
  if (folded.length === title.length) {
    const pieces = [fold(typed), ...fold(typed).split(/\s+/)].filter(Boolean);
    const piece = pieces.find((text) => folded.includes(text));
    if (piece) {
      const start = folded.indexOf(piece);
      rest = start + piece.length;
      span.append(title.slice(0, start), element("mark", {}, title.slice(start, rest)));
    }
  }
  span.append(title.slice(rest));
  return span;
}

function combobox(input, number) {
  const list = element("ul", { class: "suggest", id: `suggest-${number}`, role: "listbox" });
  list.setAttribute("aria-label", words.wordSuggestions || input.labels[0].textContent);
  list.hidden = true;
  const live = element("p", { class: "vh", role: "status" });
  input.form.append(list, live);

  // Plain markup is valid without scripts; a combobox is a text field.
  input.type = "text";
  const attributes = {
    inputmode: "search",
    enterkeyhint: "search",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  };
  for (const [key, value] of Object.entries(attributes)) input.setAttribute(key, value);

  let timer;
  let request;
  let chosen = -1;
  let addresses = [];

  function choose(next) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = next;
    const option = list.children[chosen];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    show([], "");
  }

  function show(suggestions, typed) {
    choose(-1);
    addresses = suggestions.map((suggestion) => suggestion.url);
    const options = suggestions.map(({ title, url, kind }, place) =>
      element(
        "li",
        { role: "option", id: `${list.id}-${place}`, "aria-selected": "false" },
        iconFor(url),
        marked(title, typed),
        element("small", {}, kind),
      ),
    );
    list.replaceChildren(...options);
    const isOpen = options.length > 0;
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    live.textContent = isOpen ? (words.wordFound || "#").replace("#", options.length) : "";
  }

  async function ask() {
    const typed = input.value.trim();
    request?.abort();
    // What the secret guard marked goes nowhere.
    if (!isEnough(typed) || input.getAttribute("aria-invalid") === "true") return close();
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal });
      const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
      if (!signal.aborted && document.activeElement === input) show(suggestions, typed);
    } catch {
      // Given up for a newer question, or there is no network: the form still works.
    }
  }

  function askSoon(event) {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, WAIT);
  }

  input.addEventListener("input", askSoon);
  input.addEventListener("compositionend", askSoon);
  input.addEventListener("blur", close);

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else if (event.key === "ArrowDown") choose(chosen + 1 < count ? chosen + 1 : 0);
      else choose(chosen > 0 ? chosen - 1 : count - 1);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      location.assign(addresses[chosen]);
    } else if (event.key === "Escape") {
      if (!list.hidden) close();
      else input.value = "";
    } else if (event.key === "Home" || event.key === "End") {
      choose(-1);
    }
  });

  // A press would take the focus from the box and close the list before it is a click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) location.assign(addresses[[...list.children].indexOf(option)]);
  });
  addEventListener("pagehide", close);
}

document.querySelectorAll("input[data-suggest]").forEach(combobox);

// --- Which result was opened: the links stay plain, and a beacon goes out beside them -------------------

const results = document.querySelector("[data-click-url]");

function tellOpened(event) {
  const link = event.target.closest("a[data-source]");
  if (!link || event.button > 1) return;
  const { source, object } = link.dataset;
  const q = document.querySelector("main input[name=q]").defaultValue;
  navigator.sendBeacon(results.dataset.clickUrl, new URLSearchParams({ q, source, object }));
}
results?.addEventListener("click", tellOpened);
results?.addEventListener("auxclick", tellOpened);
