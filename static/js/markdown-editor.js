// Makes textarea.markdown comfortable: toolbar, keys, pictures by paste and drop, and the site's
// own page as preview. Without this script the textarea is edited as it is.
"use strict";
(() => {
  const WAIT = 400;

  function field(textarea, name) {
    return textarea.form.elements[name]?.value ?? "";
  }

  function language(textarea) {
    return field(textarea, "language") || textarea.dataset.language || "";
  }

  async function fetchPreview(textarea, urls, body) {
    const data = new FormData();
    data.set("body", body);
    data.set("language", language(textarea));
    data.set("title", field(textarea, "title"));
    data.set("summary", field(textarea, "summary"));
    const answer = await fetch(urls.preview, {
      method: "POST",
      body: data,
      headers: { "X-CSRFToken": field(textarea, "csrfmiddlewaretoken") },
    });
    if (!answer.ok || answer.redirected) throw new Error(`preview answered ${answer.status}`);
    return answer.text();
  }

  function addPreview(textarea, editor, urls, words) {
    const box = document.createElement("div");
    box.className = "markdown-preview";
    const frame = document.createElement("iframe");
    frame.title = words.preview;
    // No scripts, no forms, no way out of the frame.
    frame.setAttribute("sandbox", "allow-same-origin");
    const failed = document.createElement("p");
    failed.setAttribute("role", "status");
    const phone = document.createElement("button");
    phone.type = "button";
    phone.className = "button";
    phone.textContent = words.phone;
    phone.setAttribute("aria-pressed", "false");
    phone.addEventListener("click", () => {
      const pressed = box.classList.toggle("is-phone");
      phone.setAttribute("aria-pressed", String(pressed));
    });
    box.append(phone, failed, frame);
    editor.codemirror.getWrapperElement().parentElement.after(box);

    let timer;
    let asked = 0;
    const refresh = async () => {
      const mine = ++asked;
      try {
        const html = await fetchPreview(textarea, urls, editor.value());
        if (mine !== asked) return;
        const top = frame.contentWindow?.scrollY ?? 0;
        frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true });
        frame.srcdoc = html;
        failed.textContent = "";
      } catch (error) {
        if (mine === asked) failed.textContent = words.preview_failed;
      }
    };
    editor.codemirror.on("change", () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, WAIT);
    });
    for (const name of ["title", "summary", "language"]) {
      textarea.form.elements[name]?.addEventListener?.("change", refresh);
    }
    refresh();
  }

  // What is put in as a paragraph of its own.
  function block(editor, text) {
    const { codemirror } = editor;
    const before = codemirror.getLine(codemirror.getCursor("from").line);
    codemirror.replaceSelection(`${before.trim() ? "\n\n" : ""}${text}\n`);
    codemirror.focus();
  }

  function line(editor, text) {
    editor.codemirror.replaceSelection(text);
    editor.codemirror.focus();
  }

  function buttons(textarea, urls, words) {
    const button = (name, action, keys = "") => ({
      name,
      action,
      className: "text-button",
      text: words[name],
      title: keys ? `${words[name]} (${keys})` : words[name],
    });
    const picker = (name, kinds) => (editor) =>
      EditorDialogs.pick({
        title: words[name],
        words,
        kinds,
        address: (kind, q) => `${urls.pick}?${new URLSearchParams({ kind, q, language: language(textarea) })}`,
        insert: (text) => line(editor, text),
      });
    const picture = (file) => (editor) =>
      EditorDialogs.picture({
        words,
        file,
        urls,
        token: field(textarea, "csrfmiddlewaretoken"),
        insert: (text) => block(editor, text),
      });
    const video = (editor) =>
      EditorDialogs.pick({
        title: words.video,
        words,
        kinds: ["video"],
        address: (_kind, q) => `${urls.video}?${new URLSearchParams({ q })}`,
        insert: (text) => block(editor, text),
      });
    const insert = (text) => (editor) => block(editor, text);
    const link = picker("link", ["article", "term", "announcement"]);
    return {
      picture,
      link,
      toolbar: [
        button("bold", EasyMDE.toggleBold, "Ctrl-B"),
        button("heading", EasyMDE.toggleHeading2),
        button("subheading", EasyMDE.toggleHeading3),
        button("list", EasyMDE.toggleUnorderedList, "Ctrl-L"),
        button("ordered", EasyMDE.toggleOrderedList, "Ctrl-Alt-L"),
        button("link", link, "Ctrl-K"),
        button("picture", picture()),
        button("video", video),
        button("term", picker("term", ["term"])),
        button("fact", picker("fact", ["fact"])),
        button("table", insert("| | |\n| --- | --- |\n| | |")),
        button("note", insert('!!! note ""\n    ')),
        button("tip", insert('!!! tip ""\n    ')),
        button("warning", insert('!!! warning ""\n    ')),
        button("steps", insert(`!!! steps\n    ### \n    \n\n    > ${words.see}`)),
        button("details", insert('??? ""\n    ')),
        button("asked", insert("!!! asked\n    ")),
      ],
    };
  }

  function takePictures(editor, picture) {
    const take = (event, files) => {
      const file = [...(files ?? [])].find((one) => one.type.startsWith("image/"));
      if (!file) return;
      event.preventDefault();
      picture(file)(editor);
    };
    editor.codemirror.on("paste", (_cm, event) => take(event, event.clipboardData?.files));
    editor.codemirror.on("drop", (cm, event) => {
      if (event.dataTransfer?.files.length) {
        cm.setCursor(cm.coordsChar({ left: event.clientX, top: event.clientY }));
      }
      take(event, event.dataTransfer?.files);
    });
  }

  for (const textarea of document.querySelectorAll("textarea.markdown")) {
    const words = JSON.parse(textarea.dataset.words);
    const urls = JSON.parse(textarea.dataset.urls);
    const label = document.querySelector(`label[for="${textarea.id}"]`);
    const { toolbar, picture, link } = buttons(textarea, urls, words);
    const editor = new EasyMDE({
      element: textarea,
      autoDownloadFontAwesome: false,
      spellChecker: false,
      nativeSpellcheck: true,
      forceSync: true,
      inputStyle: "textarea",
      status: false,
      minHeight: "22rem",
      toolbar,
    });
    const { codemirror } = editor;
    const input = codemirror.getInputField();
    if (label) input.setAttribute("aria-label", label.textContent.trim());
    const bar = codemirror.getWrapperElement().parentElement.querySelector(".editor-toolbar");
    bar.setAttribute("aria-label", words.toolbar);
    for (const button of bar.querySelectorAll("button")) button.tabIndex = 0;
    // Tab leaves the field, as everywhere in the form; Ctrl-] and Ctrl-[ indent.
    codemirror.addKeyMap({
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-K": () => link(editor),
      "Cmd-K": () => link(editor),
    });
    takePictures(editor, picture);
    codemirror.on("change", () => textarea.dispatchEvent(new Event("input", { bubbles: true })));
    // Other scripts of the page set the textarea and say so.
    textarea.addEventListener("change", () => {
      if (textarea.value !== editor.value()) editor.value(textarea.value);
    });
    addPreview(textarea, editor, urls, words);
  }
})();
