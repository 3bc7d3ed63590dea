/* The tickets' desk by keyboard, and who else has a ticket open. All of it works without. */
(() => {
  "use strict";
  const ticket = document.querySelector(".ticket");
  const links = [...document.querySelectorAll("#result_list tbody th a")];
  const places = {
    r: "#id_answer-body", n: "#id_note-body", a: "#id_assign-to",
    "/": ticket ? "#id_insert-words" : "#searchbar",
  };

  const step = (by) => {
    const here = links.indexOf(document.activeElement);
    const next = links[here < 0 ? 0 : Math.min(Math.max(here + by, 0), links.length - 1)];
    if (next) next.focus();
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
    } else if (event.key === "?") {
      const keys = document.getElementById("keys");
      if (!keys) return;
      keys.open = true;
      keys.querySelector("summary").focus();
    } else if (event.key === "u" && ticket) {
      document.querySelector("[data-key=u]").click();
    } else {
      const place = places[event.key] && document.querySelector(places[event.key]);
      if (!place) return;
      place.focus();
    }
    event.preventDefault();
  });

  if (!ticket) return;
  const says = ticket.querySelector(".beside");
  const secret = document.querySelector("[name=csrfmiddlewaretoken]");

  const ask = async () => {
    if (document.hidden) return;
    const headers = { "X-CSRFToken": secret ? secret.value : "" };
    const answer = await fetch(ticket.dataset.present, { method: "POST", headers }).catch(() => null);
    if (!answer || !answer.ok) return;
    const { beside, newest } = await answer.json();
    const parts = [];
    if (beside.length) parts.push(`${ticket.dataset.beside} ${beside.join(", ")}`);
    if (newest > Number(ticket.dataset.newest)) parts.push(ticket.dataset.newer);
    const said = parts.join(" · ");
    if (says.textContent !== said) says.textContent = said;
  };
  if (secret) {
    ask();
    setInterval(ask, 20000);
  }

  const body = document.getElementById("id_answer-body");
  if (body && body.closest("form").hasAttribute("data-writing")) {
    body.setSelectionRange(body.value.length, body.value.length);
    (document.querySelector(".found button") ?? body).focus();
  }
})();
