// Two comforts for weighing a risk. The sentence beside the matrix follows what is chosen (the
// matrix itself follows by its style sheet), and what is half filled in waits on this device until
// it is sent. Without this script the server says the sentence after each save.

const DAYS = 30 * 24 * 3600 * 1000;
const NOT_WORDS = new Set(["csrfmiddlewaretoken", "submission_key", "mark", "seen"]);

for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
for (const says of document.querySelectorAll("[data-verdict]")) follow(says);

// The sentence.

function follow(says) {
  const whole = says.closest(".assess");
  whole.addEventListener("change", () => {
    const before = cell(whole, "b") ?? whole.querySelector(".matrix .is-before");
    const after = cell(whole, "a") ?? whole.querySelector(".matrix .is-after");
    if (!before) return;
    const words = document.createElement("strong");
    words.textContent = sentence(says.dataset, before, after);
    const needs = says.dataset[`needs${(after ?? before).dataset.band}`];
    says.replaceChildren(words, ` ${needs}`);
  });
}

function sentence(told, before, after) {
  const same = before.dataset.band === after?.dataset.band;
  const words = !after ? told.one : same ? told.same : told.both;
  return words
    .replace("{before}", before.textContent)
    .replace("{after}", (after ?? before).textContent);
}

// The cell that the marked answers lead to, or nothing while one is missing.
function cell(whole, kind) {
  const likelihood = chosen(whole, `${kind}l`)[0];
  const impact = Math.max(0, ...chosen(whole, `${kind}i`));
  const matrix = whole.querySelector(".matrix");
  if (!likelihood || !impact || !matrix) return null;
  const up = matrix.classList.contains("matrix--up") ? 1 : 0;
  return matrix.querySelector(`[data-l="${likelihood}"] [data-i="${Math.min(5, impact + up)}"]`);
}

function chosen(whole, mark) {
  const boxes = whole.querySelectorAll(`[data-mark="${mark}"]:checked`);
  return [...boxes].map((box) => Number(box.value));
}

// What is half filled in.

function keep(form) {
  const place = `hero.weigh.${form.dataset.keep}`;
  const kept = read(place);
  const begun = words(form);
  if (kept && (Date.now() - kept.at > DAYS || (kept.sent && arrived()))) {
    localStorage.removeItem(place);
  } else if (kept && !form.closest("[data-typed]") && kept.begun === JSON.stringify(begun)) {
    put(form, kept.words);
  }
  const write = (sent) => {
    try {
      const entry = { at: Date.now(), begun: JSON.stringify(begun), words: words(form), sent };
      localStorage.setItem(place, JSON.stringify(entry));
    } catch {
      // No room or not allowed here: the form itself still has it.
    }
  };
  form.addEventListener("input", () => write(false));
  form.addEventListener("submit", () => write(true));
}

// A save that worked says so at the top of the page it leads to.
function arrived() {
  return document.querySelector(".toasts .toast:not(.toast--turn)") !== null;
}

function words(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => !NOT_WORDS.has(name) && typeof value === "string",
  );
}

function put(form, all) {
  const given = new Map(all);
  for (const field of form.elements) {
    if (!field.name || NOT_WORDS.has(field.name) || field.type === "hidden") continue;
    if (["radio", "checkbox"].includes(field.type)) {
      field.checked = given.get(field.name) === field.value;
    } else if (given.has(field.name)) {
      field.value = given.get(field.name);
    }
    if (field.value && given.has(field.name)) open(field);
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function open(field) {
  const folded = field.closest("details");
  if (folded && (field.checked || field.type.startsWith("text"))) folded.open = true;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}
