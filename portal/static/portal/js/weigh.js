// Two comforts for weighing a risk. The sentence beside the matrix follows what is chosen (the
// matrix itself follows by its style sheet), and what is half filled in waits on this device until
// it is sent. Without this script the server says the sentence after each save.

const DAYS = 30 * 24 * 3600 * 1000;
const NOT_WORDS = new Set(["csrfmiddlewaretoken", "submission_key", "mark", "seen"]);

for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
for (const says of document.querySelectorAll("[data-verdict]")) follow(says);

// The sentence.

function follow(says) {
  const form = says.closest(".assess");
  const plain = says.textContent;
  const told = () => {
    const before = level(form, "b") ?? says.dataset.before;
    const after = level(form, "a") ?? says.dataset.after;
    const sentence = before && after ? "both" : before || after ? "one" : "";
    says.textContent = sentence ? fill(says.dataset[sentence], before, after) : plain;
  };
  form.addEventListener("change", told);
  told();
}

function fill(sentence, before, after) {
  return sentence.replace("{before}", before ?? after).replace("{after}", after ?? before);
}

// The word in the cell that the marked answers lead to, or nothing while one is missing.
function level(form, kind) {
  const likelihood = chosen(form, `${kind}l`)[0];
  const impact = Math.max(...chosen(form, `${kind}i`));
  const matrix = form.querySelector(".matrix");
  if (!likelihood || impact < 1 || !matrix) return undefined;
  const up = matrix.classList.contains("matrix--up") ? 1 : 0;
  const column = Math.min(5, impact + up);
  return matrix.querySelector(`[data-l="${likelihood}"] [data-i="${column}"]`).textContent;
}

function chosen(form, mark) {
  const boxes = form.querySelectorAll(`[data-mark="${mark}"]:checked`);
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
