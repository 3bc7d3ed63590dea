// Another language beside the text: fills empty fields from it, and scrolls in step.
"use strict";
(() => {
  const box = document.querySelector(".sources");
  const form = document.getElementById("text_form");
  if (!box || !form) return;
  const said = box.querySelector("[role=status]");

  function start(words) {
    let isFilled = false;
    for (const [name, value] of Object.entries(words)) {
      const field = form.elements[name];
      if (!field || field.value.trim() || !value) continue;
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.dispatchEvent(new Event("input", { bubbles: true }));
      isFilled = true;
    }
    said.textContent = isFilled ? "" : said.dataset.said;
  }

  for (const button of box.querySelectorAll("[data-start]")) {
    const words = JSON.parse(document.getElementById(button.dataset.start).textContent);
    button.hidden = false;
    button.addEventListener("click", () => start(words));
  }

  // The heading that stands first in the window of the editor, counted from the top.
  function headingAt(codemirror) {
    const first = codemirror.lineAtHeight(codemirror.getScrollInfo().top + 1, "local");
    let count = 0;
    for (let line = 0; line <= first; line++) count += /^ {0,4}#{2,3} /.test(codemirror.getLine(line) ?? "");
    return count;
  }

  addEventListener("load", () => {
    const codemirror = document.querySelector(".CodeMirror")?.CodeMirror;
    codemirror?.on("scroll", () => {
      const frame = box.querySelector("details[open] > iframe");
      const headings = frame?.contentDocument?.querySelectorAll("article :is(h2,h3)") ?? [];
      const count = headingAt(codemirror);
      const top = count ? headings[count - 1]?.offsetTop : 0;
      if (top !== undefined) frame?.contentWindow?.scrollTo(0, top);
    });
  });
})();
