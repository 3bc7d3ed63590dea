// Where browsers know passkeys, the button for them; and one beside each password that shows it.

const words = document.getElementById("main").dataset;

for (const input of document.querySelectorAll(".account input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "account__show";
  // On a copy of the site every field is switched off.
  button.disabled = input.disabled;
  button.textContent = words.wordShow;
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const isShown = input.type === "text";
    input.type = isShown ? "password" : "text";
    button.textContent = isShown ? words.wordShow : words.wordHide;
  });
  // A form that is sent hides it again, so that no browser keeps it as plain text.
  input.form.addEventListener("submit", () => { input.type = "password"; });
  input.after(button);
}

const passkey = document.querySelector("[data-passkey]");
if (passkey && window.PublicKeyCredential) {
  passkey.hidden = false;
  window.allauth.webauthn.forms.loginForm({ ids: { login: passkey.id, credential: "mfa_credential" } });
}
