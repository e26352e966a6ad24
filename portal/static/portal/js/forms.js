// Two comforts for forms; both are safe to lose, because the server answers a repeated send once.

// A form that came back asks for attention: go where the asking is.
document.querySelector(".errors")?.focus();

// A double click sends once. The button stays focusable, and wakes up again by itself in case the
// answer never comes, or when the page is shown again from the browser's memory.
const REST = 5000;
const sent = new Map();

function wake(form) {
  clearTimeout(sent.get(form));
  sent.delete(form);
  form.querySelectorAll("button[aria-disabled]").forEach((b) => b.removeAttribute("aria-disabled"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.set(form, setTimeout(wake, REST, form));
  event.submitter?.setAttribute("aria-disabled", "true");
});

addEventListener("pageshow", () => [...sent.keys()].forEach(wake));
