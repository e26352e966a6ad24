// Comforts for a question: a choice survives a lost signal, and is sent when it is back. Without
// this script the form is sent as ever; the server counts the first answer only.

const AGAIN = 4000; // milliseconds between two tries while the browser believes it has a network

function chosen(form) {
  return JSON.stringify([...new FormData(form)].filter(([name]) => /^(choice|place-)/.test(name)));
}

function put(form, kept) {
  for (const [name, value] of JSON.parse(kept || "[]")) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.matches("select")) field.value = value;
      else if (field.value === value) field.checked = true;
    }
  }
}

// Kept until the tab is closed: if the door was locked meanwhile, it is still there after it.
function keep(form) {
  const key = `hero.${form.dataset.quiz}`;
  put(form, sessionStorage.getItem(key));
  form.addEventListener("change", () => sessionStorage.setItem(key, chosen(form)));
}

async function send(form, says) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect") {
      location.assign(form.dataset.next);
    } else {
      form.submit(); // the server has something to say about it: let the page say it
    }
  } catch {
    says.textContent = says.dataset.lost;
    const again = () => {
      clearTimeout(timer);
      removeEventListener("online", again);
      send(form, says);
    };
    const timer = setTimeout(again, AGAIN);
    addEventListener("online", again);
  }
}

for (const form of document.querySelectorAll("form[data-quiz]")) {
  const says = form.querySelector("[data-quiz-says]");
  let sending = false;
  keep(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    says.textContent = says.dataset.sending;
    send(form, says);
  });
}

document.querySelector("#tell")?.focus();
