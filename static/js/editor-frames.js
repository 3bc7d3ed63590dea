// Pages in frames, such as the preview, in the light or dark that the desk's own switch says.
"use strict";
(() => {
  const desk = document.documentElement;

  function follow(frame) {
    const page = frame.contentDocument?.documentElement;
    if (page) page.dataset.theme = desk.dataset.theme || "auto";
  }

  // A frame's own load does not bubble; it can be caught on its way down.
  document.addEventListener("load", (event) => event.target.localName === "iframe" && follow(event.target), true);
  new MutationObserver(() => document.querySelectorAll("iframe").forEach(follow)).observe(desk, {
    attributeFilter: ["data-theme"],
  });
  document.querySelectorAll("iframe").forEach(follow);
})();
