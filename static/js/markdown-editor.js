// Makes textarea.markdown comfortable: toolbar, keys, and the site's own page as preview.
// Without this script the textarea is edited as it is.
"use strict";
(() => {
  const WAIT = 400;
  const words = document.documentElement.lang.startsWith("zh")
    ? { bold: "粗体", heading: "标题", list: "列表", ordered: "编号", link: "链接", table: "表格", note: "提示", steps: "步骤", details: "折叠", preview: "预览", phone: "手机宽度" }
    : { bold: "Bold", heading: "Heading", list: "List", ordered: "Numbers", link: "Link", table: "Table", note: "Notice", steps: "Steps", details: "Fold", preview: "Preview", phone: "Phone width" };

  const insert = (text) => (editor) => {
    editor.codemirror.replaceSelection(text);
    editor.codemirror.focus();
  };
  const button = (name, action) => ({ name, action, className: "text-button", text: words[name], title: words[name] });

  function field(textarea, name) {
    return textarea.form.elements[name]?.value ?? "";
  }

  async function fetchPreview(textarea, body) {
    const data = new FormData();
    data.set("body", body);
    data.set("language", field(textarea, "language") || textarea.dataset.language || "");
    data.set("title", field(textarea, "title"));
    data.set("summary", field(textarea, "summary"));
    const answer = await fetch(textarea.dataset.previewUrl, {
      method: "POST",
      body: data,
      headers: { "X-CSRFToken": field(textarea, "csrfmiddlewaretoken") },
    });
    if (!answer.ok) throw new Error(`preview answered ${answer.status}`);
    return answer.text();
  }

  function addPreview(textarea, editor) {
    const box = document.createElement("div");
    box.className = "markdown-preview";
    const frame = document.createElement("iframe");
    frame.title = words.preview;
    const phone = document.createElement("button");
    phone.type = "button";
    phone.className = "button";
    phone.textContent = words.phone;
    phone.setAttribute("aria-pressed", "false");
    phone.addEventListener("click", () => {
      const pressed = box.classList.toggle("is-phone");
      phone.setAttribute("aria-pressed", String(pressed));
    });
    box.append(phone, frame);
    editor.codemirror.getWrapperElement().parentElement.after(box);

    let timer;
    let asked = 0;
    const refresh = async () => {
      const mine = ++asked;
      try {
        const html = await fetchPreview(textarea, editor.value());
        if (mine === asked) frame.srcdoc = html;
      } catch (error) {
        console.warn(error);
      }
    };
    editor.codemirror.on("change", () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, WAIT);
    });
    for (const name of ["title", "summary", "language"]) {
      textarea.form.elements[name]?.addEventListener("change", refresh);
    }
    refresh();
  }

  for (const textarea of document.querySelectorAll("textarea.markdown")) {
    const label = document.querySelector(`label[for="${textarea.id}"]`);
    const editor = new EasyMDE({
      element: textarea,
      autoDownloadFontAwesome: false,
      spellChecker: false,
      nativeSpellcheck: true,
      forceSync: true,
      inputStyle: "contenteditable",
      status: false,
      minHeight: "22rem",
      toolbar: [
        button("bold", EasyMDE.toggleBold),
        button("heading", EasyMDE.toggleHeading2),
        button("list", EasyMDE.toggleUnorderedList),
        button("ordered", EasyMDE.toggleOrderedList),
        button("link", EasyMDE.drawLink),
        button("table", insert("\n| | |\n| --- | --- |\n| | |\n")),
        button("note", insert('\n!!! note ""\n    \n')),
        button("steps", insert("\n!!! steps\n    ### \n    \n\n    > 你会看到：\n")),
        button("details", insert('\n??? ""\n    \n')),
      ],
    });
    const input = editor.codemirror.getInputField();
    if (label) input.setAttribute("aria-label", label.textContent.trim());
    if (textarea.dataset.previewUrl) addPreview(textarea, editor);
  }
})();
