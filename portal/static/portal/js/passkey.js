// Around allauth's passkey scripts: offer a passkey only where the browser can use one, and say in
// words when the phone or key did not answer.

const form = document.querySelector("#passkey-form");
const trouble = document.querySelector("#passkey-trouble");

if (form && window.PublicKeyCredential) form.hidden = false;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (!trouble) return;
  trouble.hidden = false;
  trouble.focus();
});

form?.addEventListener("click", (event) => {
  if (trouble && event.target.closest("button")) trouble.hidden = true;
});
