// The robot's question box: Enter sends, and where the browser can listen, a question may be spoken.

const form = document.querySelector("[data-ask]");
const box = form.elements.q;
const button = form.querySelector("[data-speak]");

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
const SPOKEN = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW", en: "en-US" };

function listenOn(button) {
  const word = button.querySelector("span");
  const idle = word.textContent;
  const hint = form.querySelector("[data-speak-hint]");
  const said = document.createElement("p");
  said.className = "vh";
  said.setAttribute("role", "status");
  form.append(said);
  let recognition = null;

  function rest(message = "") {
    recognition = null;
    word.textContent = idle;
    button.setAttribute("aria-pressed", "false");
    said.textContent = message;
    if (message) hint.textContent = message;
  }

  function listen() {
    const before = box.value.trim();
    let heard = "";
    recognition = new Recognition();
    recognition.lang = SPOKEN[button.dataset.lang] || button.dataset.lang;
    recognition.interimResults = true;
    recognition.onresult = ({ results }) => {
      heard = [...results].map(([best]) => best.transcript).join("");
      box.value = [before, heard].filter(Boolean).join(" ").slice(0, box.maxLength);
    };
    recognition.onend = () => {
      rest(heard ? "" : button.dataset.wordFailed);
      box.focus();
    };
    recognition.start();
    word.textContent = button.dataset.wordListening;
    said.textContent = button.dataset.wordListening;
    button.setAttribute("aria-pressed", "true");
  }

  button.hidden = hint.hidden = false;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => (recognition ? recognition.stop() : listen()));
  addEventListener("pagehide", () => recognition?.abort());
}

if (Recognition) listenOn(button);
