// What every page does when scripts run. Without them each of these is a plain link or form.

const word = (name) => document.body.dataset[`word${name}`];
const sprite = document.querySelector("svg.i use").getAttribute("href").split("#")[0];
const icon = (name) => {
  const copy = document.querySelector("svg.i").cloneNode(true);
  copy.querySelector("use").setAttribute("href", `${sprite}#i-${name}`);
  return copy;
};

/** Send a form as its button would, and stay on the page. */
function send(form, button) {
  const data = new URLSearchParams(new FormData(form));
  if (button?.name) data.append(button.name, button.value);
  return fetch(form.action, { method: "POST", body: data, redirect: "manual" });
}

// --- Contents and filters: closed where they would push the answer down ---------------------------

for (const details of document.querySelectorAll("details[data-wide]")) {
  const wide = matchMedia("(min-width: 64em)");
  const fit = () => {
    details.open = wide.matches;
    // Until now the style kept it shut, so that nothing below it moves.
    details.classList.add("is-fitted");
  };
  fit();
  if (wide.addEventListener) wide.addEventListener("change", fit);
}

// --- Search: "/" and Ctrl or Command with K lead to the box ---------------------------------------

const boxes = [...document.querySelectorAll("input[data-suggest]")];
const isSeen = (element) => element.getClientRects().length > 0;

function focusSearch() {
  const box = boxes.find(isSeen);
  if (box) {
    box.focus();
    box.select();
  } else {
    document.querySelector(".tool--search")?.click();
  }
}

for (const box of boxes) {
  box.setAttribute("aria-keyshortcuts", "/ Control+K Meta+K");
  const key = document.createElement("kbd");
  key.setAttribute("aria-hidden", "true");
  key.textContent = "/";
  box.after(key);
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  const isSlash = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isK = event.key?.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (isSlash || isK) {
    event.preventDefault();
    focusSearch();
  }
});

// --- Menus close on Escape and outside -------------------------------------------------------------

const menus = [...document.querySelectorAll("details[data-menu]")];

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
for (const type of ["click", "focusin"]) {
  document.addEventListener(type, (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

// --- Appearance changes at once; the server keeps it in a cookie ------------------------------------

const themes = document.querySelector("[data-theme-form]");

themes?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  event.preventDefault();
  if (button.value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = button.value;
  for (const other of themes.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  send(themes, button).catch(() => {});
});

// --- Pinned announcement: dismissed without leaving the page, gone when its time is over ------------

const pinned = document.querySelector(".pinned");

pinned?.querySelector("form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target).catch(() => {});
  pinned.remove();
  document.getElementById("main").focus();
});

function hideWhenOver() {
  const left = Date.parse(pinned.dataset.until) - Date.now();
  if (left <= 0) pinned.remove();
  // A timer may not be longer than 2^31 ms; a sleeping computer wakes it late, so ask again.
  else setTimeout(hideWhenOver, Math.min(left, 60 * 60 * 1000));
}
if (pinned?.dataset.until) hideWhenOver();

// --- Times: the reader's own beside those of another zone ----------------------------------------------

const two = (number) => String(number).padStart(2, "0");

function atHome(time) {
  const at = new Date(time.dateTime);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return [day, `${two(at.getHours())}:${two(at.getMinutes())}`];
}

function isOtherZone(time) {
  const [, sign, hours, minutes] = time.dateTime.match(/([+-])(\d\d):(\d\d)$/) || [];
  const shown = sign ? (sign === "-" ? -1 : 1) * (hours * 60 + Number(minutes)) : 0;
  return shown !== -new Date(time.dateTime).getTimezoneOffset();
}

for (const place of document.querySelectorAll("[data-local]")) {
  const times = [...place.querySelectorAll("time")];
  if (!times.some(isOtherZone)) continue;
  const own = document.createElement("small");
  own.className = "muted";
  const [start, end] = times.map(atHome);
  const rest = !end ? "" : end[0] === start[0] ? `–${end[1]}` : ` – ${end.join(" ")}`;
  own.textContent = ` ${word("Yours")} ${start.join(" ")}${rest}`;
  place.append(own);
}

// --- Copying: buttons beside values, made here because only a script can copy ---------------------------

const live = document.createElement("p");
live.className = "vh";
live.setAttribute("role", "status");

function offerCopy(source, value) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copybtn noprint";
  button.append(icon("copy"));
  const label = button.appendChild(document.createElement("span"));
  label.textContent = word("Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(value);
    label.textContent = live.textContent = word("Copied");
    setTimeout(() => {
      label.textContent = word("Copy");
      live.textContent = "";
    }, 3000);
  });
  source.after(button);
}

/** A hash, an address, a key: long and without a space, so nobody wants to type it. */
const isValue = (text) => text.length >= 20 && !/\s/.test(text);

if (navigator.clipboard) {
  for (const code of document.querySelectorAll(".prose code")) {
    const block = code.closest("pre");
    if (block) offerCopy(block, code.textContent);
    else if (isValue(code.textContent) && !code.closest("a, h2, h3, h4, summary")) {
      offerCopy(code, code.textContent);
    }
  }
  if (document.querySelector(".copybtn")) document.body.append(live);
}
