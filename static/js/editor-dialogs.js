// Dialogs of the Markdown field: links, terms, facts, videos and pictures are searched for and
// put into the text. Offers `EditorDialogs.pick` and `EditorDialogs.picture`.
"use strict";
(() => {
  const WAIT = 250;
  let number = 0;

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function labelled(text, field) {
    field.id = `editor-dialog-${++number}`;
    return make("p", {}, make("label", { htmlFor: field.id, textContent: text }), field);
  }

  function open(title, ...children) {
    const heading = make("h2", { textContent: title, id: `editor-dialog-${++number}` });
    const dialog = make("dialog", { className: "editor-dialog" }, heading, ...children);
    dialog.setAttribute("aria-labelledby", heading.id);
    // The page's form must not get what is typed here: the dialog stands outside of it.
    document.body.append(dialog);
    const opener = document.activeElement;
    dialog.addEventListener("close", () => {
      dialog.remove();
      // The browser gave the focus back already, but Chromium without a place to type.
      opener?.blur?.();
      opener?.focus?.();
    });
    dialog.showModal();
    return dialog;
  }

  async function ask(url, words, options = {}) {
    const answer = await fetch(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (isJson && (answer.ok || answer.status === 400)) return answer.json();
    const reasons = { 200: words.refused, 403: words.refused, 413: words.too_large };
    throw new Error(reasons[answer.status] ?? words.failed);
  }

  // A search field with a list of buttons below it, which arrow keys walk.
  function finder(words, address, choose) {
    const search = make("input", { type: "search", autocomplete: "off" });
    const status = make("p", { role: "status", className: "editor-dialog__status" });
    const list = make("ul", { className: "editor-dialog__results" });
    let asked = 0;
    let timer;
    const show = async () => {
      const mine = ++asked;
      try {
        const { results } = await ask(address(search.value), words);
        if (mine !== asked) return;
        list.replaceChildren(...results.map((result) => make("li", {}, row(result, choose))));
        status.textContent = results.length ? "" : words.nothing;
      } catch (error) {
        if (mine === asked) status.textContent = error instanceof TypeError ? words.failed : error.message;
      }
    };
    search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, WAIT);
    });
    const walk = (event) => {
      if (event.isComposing || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      const stops = [search, ...list.querySelectorAll("button")];
      const next = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
      if (stops[next]) stops[next].focus();
      event.preventDefault();
    };
    search.addEventListener("keydown", walk);
    list.addEventListener("keydown", walk);
    show();
    return { parts: [labelled(words.search, search), status, list], search, show };
  }

  function row(result, choose) {
    const button = make("button", { type: "button" });
    if (result.picture) button.append(make("img", { src: result.picture, alt: "", loading: "lazy" }));
    const title = make("strong", { textContent: result.title || result.note });
    button.append(title, ...(result.title ? [make("small", { textContent: result.note })] : []));
    button.addEventListener("click", () => choose(result));
    return button;
  }

  function cancel(words) {
    const button = make("button", { type: "button", className: "button", textContent: words.cancel });
    button.addEventListener("click", () => button.closest("dialog").close());
    return button;
  }

  // `kinds`: what can be chosen between; `address(kind, q)`: where its results are.
  function pick({ title, words, kinds, address, insert }) {
    const kind = make("select", {}, ...kinds.map((name) => make("option", { value: name, textContent: words[name] })));
    let dialog;
    const done = (text) => {
      // After the focus is back where it was.
      dialog.addEventListener("close", () => insert(text));
      dialog.close();
    };
    const choose = (result) => {
      if (!result.places?.length) return done(result.insert);
      const whole = { title: words.whole, insert: result.insert };
      const choices = [whole, ...result.places];
      const place = make("select", {}, ...choices.map((one, index) => make("option", { value: index, textContent: one.title })));
      const button = make("button", { type: "button", className: "button default", textContent: words.insert });
      button.addEventListener("click", () => done(choices[place.value].insert));
      dialog.replaceChildren(dialog.firstChild, make("p", { textContent: result.title }), labelled(words.place, place), button, cancel(words));
      place.focus();
    };
    const found = finder(words, (q) => address(kind.value, q), choose);
    kind.addEventListener("change", found.show);
    dialog = open(title, ...(kinds.length > 1 ? [labelled(words.kind, kind)] : []), ...found.parts, cancel(words));
    found.search.focus();
  }

  // A new picture, or one that is there already. None goes into a text without a description.
  function picture({ words, file, urls, token, insert }) {
    const chooser = make("input", { type: "file", accept: "image/png,image/jpeg,image/webp,image/gif" });
    const alt = make("input", { type: "text", maxLength: 300 });
    const send = make("button", { type: "button", className: "button default", textContent: words.upload });
    const status = make("p", { role: "alert", className: "editor-dialog__status" });
    let given = file;
    let dialog;
    const done = (text) => {
      // After the focus is back where it was.
      dialog.addEventListener("close", () => insert(text));
      dialog.close();
    };
    const describe = () => {
      status.textContent = words.alt_missing;
      alt.focus();
    };
    chooser.addEventListener("change", () => {
      given = chooser.files[0];
      alt.focus();
    });
    send.addEventListener("click", async () => {
      if (!given) return chooser.focus();
      if (!alt.value.trim()) return describe();
      const data = new FormData();
      data.set("file", given, given.name || "picture.png");
      data.set("alt", alt.value.trim());
      send.disabled = true;
      status.textContent = words.uploading;
      try {
        const answer = await ask(urls.upload, words, { method: "POST", body: data, headers: { "X-CSRFToken": token } });
        if (answer.errors) status.textContent = answer.errors.join(" ");
        else done(answer.insert);
      } catch (error) {
        status.textContent = error instanceof TypeError ? words.failed : error.message;
      }
      send.disabled = false;
    });
    alt.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) send.click();
    });
    const chosen = (result) => {
      if (result.title) return done(result.insert);
      const words = alt.value.trim().replace(/[\\[\]*_`<>]/g, "\\$&");
      return words ? done(`![${words}](${result.url})`) : describe();
    };
    const existing = () => {
      const found = finder(words, (q) => `${urls.picture}?q=${encodeURIComponent(q)}`, chosen);
      return [make("h3", { textContent: words.existing }), ...found.parts];
    };
    const source = file
      ? [make("p", { textContent: `${words.chosen}: ${file.name}` })]
      : [labelled(words.file, chooser)];
    dialog = open(words.picture, ...source, labelled(words.alt, alt), status, send, cancel(words), ...(file ? [] : existing()));
    if (file) alt.focus();
    else chooser.focus();
  }

  globalThis.EditorDialogs = { pick, picture };
})();
