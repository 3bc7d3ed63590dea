// A ticket's form: while it is filled in, the server says what is missing and what may help.
// Without scripts the page after the first press says the same.

const WAIT = 900;

for (const form of document.querySelectorAll("[data-ticket]")) {
  const place = form.querySelector("[data-check]");
  const said = form.querySelector("[data-check-said]");
  let timer;
  let request;

  async function check() {
    request?.abort();
    request = new AbortController();
    const data = new FormData(form);
    // Files stay here until the form is sent.
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    try {
      const answer = await fetch(form.dataset.checkUrl, {
        method: "POST",
        body: data,
        signal: request.signal,
      });
      if (!answer.ok) return;
      // The server's own page, in which scripts do not run.
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...part.body.childNodes);
      // The part says them, too.
      document.querySelector("[data-incidents]")?.remove();
      said.textContent = place.querySelector(".coach h2").textContent.trim();
    } catch {
      // Given up for a newer one, or there is no network: the form still works.
    }
  }

  function soon(event) {
    clearTimeout(timer);
    if (!event.isComposing && form.elements.subject.value.trim()) timer = setTimeout(check, WAIT);
  }

  form.addEventListener("input", soon);
  form.addEventListener("compositionend", soon);

  // A second press while the first is on its way sends nothing.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
    // Not when another script stops it.
    setTimeout(() => event.defaultPrevented || form.setAttribute("aria-busy", "true"));
  });
  addEventListener("pageshow", () => form.removeAttribute("aria-busy"));
}
