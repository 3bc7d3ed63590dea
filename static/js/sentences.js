// Reporting a sentence from where it stands: a button at what was selected, and the form in a sheet.
// The form is the one of the page to which the link leads; without a sheet the link leads there.

const link = document.querySelector("[data-report]");
const words = [...document.querySelectorAll(".prose, .answer > p")];
const hasSheets = typeof HTMLDialogElement === "function";
let selected = "";

const here = document.createElement("button");
here.type = "button";
here.className = "btn report-here";
here.textContent = link.dataset.wordHere;

// --- The button at the selection -------------------------------------------------------------------

const BLOCKS = "p, li, td, th, dd, dt, h2, h3, h4, summary, figcaption, blockquote, pre, .prose";

function offer() {
  const selection = getSelection();
  const text = selection.toString().trim();
  if (selection.isCollapsed || !text) return hide();
  const range = selection.getRangeAt(0);
  if (!words.some((part) => part.contains(range.startContainer) && part.contains(range.endContainer))) {
    return hide();
  }
  selected = text.slice(0, 300);
  // It stands at the end of the block in which the selection ends, so that Tab goes on from there.
  const end = range.endContainer;
  const block = (end.nodeType === Node.ELEMENT_NODE ? end : end.parentElement).closest(BLOCKS);
  if (here.parentElement !== block) block.append(here);
  place(range);
}

function place(range) {
  const at = [...range.getClientRects()].pop() || range.getBoundingClientRect();
  const from = (here.offsetParent || document.documentElement).getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const left = Math.max(16, Math.min(at.right - here.offsetWidth / 2, width - here.offsetWidth - 16));
  here.style.left = `${left - from.left}px`;
  here.style.top = `${at.bottom - from.top + 8}px`;
}

function hide() {
  if (document.activeElement !== here) here.remove();
}

// Losing the focus takes it away, which must not happen while it is being taken away.
function dismiss() {
  here.blur();
  here.remove();
}

let isWaiting = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(isWaiting);
  isWaiting = setTimeout(offer, 150);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") dismiss();
  // A selection alone does not tell every browser where Tab goes on.
  const isNext = event.key === "Tab" && !event.shiftKey && here.isConnected;
  if (isNext && document.activeElement !== here) {
    event.preventDefault();
    here.focus();
  }
});
here.addEventListener("blur", () => here.remove());
// A press would take the selection away before the click.
here.addEventListener("mousedown", (event) => event.preventDefault());
here.addEventListener("click", () => {
  const heading = headingAbove(here);
  dismiss();
  open(`${link.href}?${new URLSearchParams({ selected, section: heading })}`);
});

function headingAbove(element) {
  if (element.closest(".answer")) return "answer";
  const step = element.closest("[id^='step-']");
  if (step) return step.id;
  const before = [...document.querySelectorAll(".prose :is(h2, h3)[id]")].filter(
    (one) => one.contains(element) || one.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return before.length ? before[before.length - 1].id : "";
}

// --- The form in a sheet ---------------------------------------------------------------------------

const parsed = async (answer) => {
  if (!answer.ok && answer.status !== 400) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

async function open(address) {
  if (!hasSheets) return location.assign(address);
  try {
    const page = await parsed(await fetch(address));
    show(page);
  } catch {
    location.assign(address);
  }
}

function show(page) {
  const sheet = document.createElement("dialog");
  sheet.className = "report-sheet";
  sheet.setAttribute("aria-labelledby", "report-title");
  const head = sheet.appendChild(document.createElement("div"));
  head.className = "report-sheet__head";
  const title = head.appendChild(document.createElement("h2"));
  title.id = "report-title";
  title.textContent = page.querySelector("h1").textContent;
  const close = head.appendChild(document.createElement("button"));
  close.type = "button";
  close.className = "close";
  close.setAttribute("aria-label", document.body.dataset.wordClose);
  const cross = document.querySelector("svg.i").cloneNode(true);
  const use = cross.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#i-x"));
  close.append(cross);
  close.addEventListener("click", () => sheet.close());
  sheet.addEventListener("close", () => sheet.remove());
  sheet.append(formOf(page, sheet));
  document.body.append(sheet);
  sheet.showModal();
  (sheet.querySelector("input[name=reason]") || close).focus();
}

function formOf(page, sheet) {
  const form = document.importNode(page.getElementById("report"), true);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "true";
    form.querySelector(".btn").setAttribute("aria-busy", "true");
    // Whatever goes wrong: the plain form still knows the way.
    send(form, sheet).catch(() => form.submit());
  });
  return form;
}

async function send(form, sheet) {
  const body = new URLSearchParams(new FormData(form));
  const page = await parsed(await fetch(form.action, { method: "POST", body }));
  const fresh = page.getElementById("reports");
  if (!fresh) return form.replaceWith(formOf(page, sheet));
  const present = document.getElementById("reports");
  present.replaceWith(document.importNode(fresh, true));
  sheet.close();
  document.getElementById("reports-title").focus();
}
