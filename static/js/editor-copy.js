// Keeps what is typed in this browser until it is saved, offers it after a crash or a lost
// session, and warns when a page with unsaved words is left.
"use strict";
(() => {
  const box = document.querySelector(".local-copy");
  const form = document.getElementById("text_form");
  if (!box || !form) return;
  const WAIT = 500;
  const FIELDS = ["title", "summary", "body", "keywords", "tag_names", "note"];
  const PREFIX = "helpcenter-copy-";
  const key = PREFIX + box.dataset.key;

  // A full or forbidden storage must not be in the way of writing.
  function storage(use) {
    try {
      return use(localStorage);
    } catch {
      return null;
    }
  }

  const fields = () => FIELDS.map((name) => form.elements[name]).filter(Boolean);
  const values = () => Object.fromEntries(fields().map((field) => [field.name, field.value]));
  const based = () => form.elements.based_on?.value ?? "";
  const forget = (name = key) => storage((store) => store.removeItem(name));

  // The server names the text that it has just saved.
  function forgetSaved() {
    const saved = document.cookie.match(/(?:^|; )saved_copy=([\w-]+)/)?.[1];
    if (!saved) return;
    forget(PREFIX + saved);
    document.cookie = "saved_copy=; path=/admin/; max-age=0; samesite=strict";
  }

  function kept() {
    try {
      return JSON.parse(storage((store) => store.getItem(key)));
    } catch {
      return null;
    }
  }

  let isChanged = "isBound" in box.dataset;
  let isLeaving = false;
  let timer;

  function keep() {
    clearTimeout(timer);
    const copy = { at: Date.now(), based: based(), values: values() };
    storage((store) => store.setItem(key, JSON.stringify(copy)));
  }

  function takeOver(copy) {
    for (const field of fields()) {
      if (copy.values[field.name] === undefined) continue;
      field.value = copy.values[field.name];
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function offer(copy) {
    const at = new Date(copy.at);
    const time = box.querySelector("time");
    time.dateTime = at.toISOString();
    time.textContent = at.toLocaleString(document.documentElement.lang || undefined);
    box.querySelector(".local-copy__newer").hidden = copy.based === based();
    box.hidden = false;
    const done = () => {
      box.hidden = true;
      form.elements.title.focus();
    };
    box.querySelector("[data-take]").addEventListener("click", () => {
      takeOver(copy);
      done();
    });
    box.querySelector("[data-throw]").addEventListener("click", () => {
      forget();
      done();
    });
  }

  function isWorthIt(copy) {
    if (!copy?.values) return false;
    const now = values();
    const differs = Object.entries(copy.values).some(([name, value]) => name in now && value !== now[name]);
    const isNewer = copy.based === based() || copy.at > 1000 * Number(box.dataset.savedAt);
    return differs && isNewer;
  }

  forgetSaved();
  const copy = kept();
  // After a refused save the fields hold what was typed.
  if (!isChanged && isWorthIt(copy)) offer(copy);
  else if (copy && !isChanged) forget();

  form.addEventListener("input", (event) => {
    if (!FIELDS.includes(event.target.name)) return;
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    if (isChanged) keep();
  });
  window.addEventListener("pagehide", () => {
    if (isChanged && !isLeaving) keep();
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !isLeaving) event.preventDefault();
  });
})();
