// While somebody writes: ideas that sound alike and rules worth knowing, fetched after a pause.
// They never stand in the way: without this script, or without an answer, nothing is missing.

const place = document.querySelector("[data-near]");
const form = place?.closest("form");
const PAUSE = 600; // milliseconds without a key
const ENOUGH = 3; // characters before it is worth asking
let timer = 0;
let asked = "";
let running = null;

function question() {
  const all = new FormData(form);
  for (const name of ["submission_key", "version", "do"]) all.delete(name);
  return new URLSearchParams(all);
}

async function ask() {
  const words = question();
  const text = ["title", "moment", "help", "what"].map((name) => words.get(name) ?? "").join(" ");
  if (words.toString() === asked || text.trim().length < ENOUGH) return;
  asked = words.toString();
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(place.dataset.near, {
      method: "POST",
      body: words,
      redirect: "manual",
      signal: running.signal,
    });
    if (answer.ok) place.innerHTML = await answer.text(); // our own template, escaped there
  } catch {
    asked = ""; // no signal, or more was typed: the next pause asks again
  }
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
});
if (form) ask();
