// Says below title, answer and body how long they are; a screen reader hears only when one
// becomes too long.
"use strict";
(() => {
  const box = document.querySelector(".counts");
  const form = document.getElementById("text_form");
  if (!box || !form) return;
  const CHARACTERS_A_MINUTE = 400;
  const WORDS_A_MINUTE = 230;
  const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|[\u{20000}-\u{3ffff}]/u;
  const live = box.querySelector("[aria-live]");
  const isOver = {};

  const body = form.querySelector("textarea.markdown");
  const isChinese = () => (form.elements.language?.value || body?.dataset.language || "zh").startsWith("zh");
  const words = (text) => text.split(/\s+/).filter(Boolean).length;
  const signs = (text) => [...text].length;
  const places = (text) => [...text].reduce((sum, sign) => sum + (WIDE.test(sign) ? 2 : 1), 0);

  function measure(name, line, text) {
    if (name === "title") return { n: places(text), limit: Number(line.dataset.limit), say: line.dataset.text };
    const chinese = isChinese();
    const say = chinese ? line.dataset.characters : line.dataset.words;
    if (name === "summary") {
      const limit = Number(chinese ? line.dataset.limitCharacters : line.dataset.limitWords);
      return { n: chinese ? signs(text) : words(text), limit, say };
    }
    const n = chinese ? signs(text.replace(/\s/g, "")) : words(text);
    return { n, m: Math.max(1, Math.round(n / (chinese ? CHARACTERS_A_MINUTE : WORDS_A_MINUTE))), say };
  }

  function show(line) {
    const name = line.dataset.count;
    const { n, m, limit, say } = measure(name, line, form.elements[name].value);
    line.textContent = say.replace("{n}", n).replace("{limit}", limit).replace("{m}", m);
    const over = limit !== undefined && n > limit;
    line.classList.toggle("is-over", over);
    if (over !== (isOver[name] ?? false)) live.textContent = over ? `${box.dataset.over}: ${line.textContent}` : "";
    isOver[name] = over;
  }

  // Whoever may only read the text has no fields.
  const lines = [...box.querySelectorAll("[data-count]")].filter((line) => form.elements[line.dataset.count]);
  for (const line of lines) {
    const field = form.elements[line.dataset.count];
    line.classList.add("count");
    (field.closest(".flex-container") ?? field).after(line);
    line.id = `count-${line.dataset.count}`;
    field.addEventListener("input", () => show(line));
    show(line);
  }
  form.elements.language?.addEventListener?.("change", () => lines.forEach(show));
  box.hidden = false;
})();
