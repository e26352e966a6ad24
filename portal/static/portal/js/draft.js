// Keeps a draft while somebody writes: on the server after each pause, on this device in between.
// Two tabs, or two devices, never write over each other: the server compares versions, and where
// they differ the person chooses. Without this script there is a button that saves.

const form = document.querySelector("form[data-draft]");
const PAUSE = 900; // milliseconds without a key until it is saved
const AGAIN = 5000; // until the next try, while nothing gets through
const KEPT = 30 * 24 * 3600 * 1000;
const NOT_WORDS = new Set(["csrfmiddlewaretoken", "submission_key", "draft", "version", "do"]);
const TYPED = ["title", "moment", "help", "what", "since", "risk"];

if (form) watch();

function watch() {
  const find = (name) => document.querySelector(`[data-draft-${name}]`);
  const says = find("says");
  const shelf = `hero.draft.${form.dataset.person}.`;
  const place = shelf + form.dataset.draft;
  let saved = "unsaved" in form.dataset ? {} : words();
  let unanswered = []; // what was sent without an answer: it may have arrived all the same
  let underway = null;
  let timer = 0;
  let stopped = false;

  const say = (key) => (says.textContent = says.dataset[key] ?? key);
  const changed = () => !same(words(), saved);
  const untouched = () => form.elements.version.value === "0" && !TYPED.some((n) => words()[n]);
  const later = (wait) => {
    clearTimeout(timer);
    if (!stopped && form.dataset.save) timer = setTimeout(save, wait);
  };

  function keepHere() {
    const title = words().title || words().moment || words().what || "";
    const version = form.elements.version.value;
    const kept = { at: Date.now(), open: form.dataset.open, title, version, unanswered };
    try {
      localStorage.setItem(place, JSON.stringify({ ...kept, words: words() }));
    } catch {
      // No room or not allowed here: the server still keeps it.
    }
  }

  function stop(panel) {
    stopped = true;
    clearTimeout(timer);
    if (!panel) return;
    panel.hidden = false;
    panel.focus();
  }

  function locked() {
    const link = find("locked").querySelector("a");
    const back = new URL(link.href);
    back.searchParams.set("next", form.dataset.open);
    link.href = back.href;
    say("");
    stop(find("locked"));
  }

  function choose(theirs, version, reason) {
    find("reason").textContent = reason;
    find("theirs").replaceChildren(
      ...TYPED.filter((name) => theirs[name]).map((name) => {
        const line = document.createElement("p");
        line.textContent = theirs[name];
        return line;
      }),
    );
    const decide = (take) => {
      if (take) put(theirs);
      saved = theirs;
      form.elements.version.value = version;
      stopped = false;
      find("both").hidden = true;
      say("");
      later(0);
    };
    find("mine").onclick = () => decide(false);
    find("other").onclick = () => decide(true);
    say("");
    stop(find("both"));
  }

  function save(leaving = false) {
    clearTimeout(timer);
    underway ??= send(leaving === true).finally(() => (underway = null));
    return underway;
  }

  async function send(leaving) {
    if (stopped || untouched()) return "";
    if (!changed()) {
      localStorage.removeItem(place);
      return "kept";
    }
    const sent = words();
    unanswered = [...unanswered, sent].slice(-5);
    keepHere();
    if (!leaving) say("keeping");
    let answer;
    try {
      answer = await fetch(form.dataset.save, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: leaving,
      });
    } catch {
      say(navigator.onLine ? "wait" : "lost");
      later(AGAIN);
      return "lost";
    }
    return heard(answer, sent);
  }

  async function heard(answer, sent) {
    const told = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (answer.type === "opaqueredirect" || (answer.status === 403 && !told)) {
      locked();
      return "locked";
    }
    if (!told) {
      say("wait");
      later(AGAIN);
      return "lost";
    }
    const news = await answer.json();
    if (answer.ok) {
      settle(news, sent);
      return "kept";
    }
    if (answer.status === 409 && news.theirs) return differ(news);
    say(news.reason ?? Object.values(news.errors).flat().join(" "));
    if (news.reason) stop();
    return "refused";
  }

  function settle(news, sent) {
    saved = sent;
    unanswered = [];
    form.elements.version.value = news.version;
    form.action = form.dataset.open = news.edit;
    history.replaceState(history.state, "", news.edit);
    say(news.saved);
    if (changed()) {
      keepHere();
      later(PAUSE);
    } else {
      localStorage.removeItem(place);
    }
  }

  function differ(news) {
    if (!unanswered.some((sent) => same(sent, news.theirs))) {
      choose(news.theirs, news.version, news.reason);
      return "differ";
    }
    // It is our own: it had arrived, and only the answer got lost.
    saved = news.theirs;
    unanswered = [];
    form.elements.version.value = news.version;
    return send(false);
  }

  function restore() {
    const kept = read(place);
    if (!kept || same(kept.words, words())) return;
    const stands = words();
    const version = form.elements.version.value;
    const ours = kept.version === version || kept.unanswered.some((sent) => same(sent, stands));
    put(kept.words);
    if (ours) {
      say("back");
      later(PAUSE);
    } else {
      choose(stands, version, find("both").dataset.reason);
    }
  }

  function leftBehind() {
    const found = Object.keys(localStorage).filter((key) => key.startsWith(shelf) && key !== place);
    for (const key of found) {
      const kept = read(key);
      if (!kept || Date.now() - kept.at > KEPT) {
        localStorage.removeItem(key);
        continue;
      }
      const link = find("link");
      link.href = kept.open;
      link.textContent = kept.title || link.dataset.untitled;
      find("left").hidden = false;
    }
  }

  form.addEventListener("input", () => {
    if (!untouched()) keepHere();
    later(PAUSE);
  });
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && form.dataset.save) save(true);
  });

  // A button waits for what is on its way, so that a text never meets itself as another one.
  let cleared = false;
  form.addEventListener("submit", async (event) => {
    const asking = [find("locked"), find("both")].find((panel) => !panel.hidden);
    if (asking) {
      event.preventDefault();
      asking.focus();
      return;
    }
    if (cleared || (!form.dataset.save && navigator.onLine)) {
      cleared = false;
      stopped = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    if (underway) await underway;
    const outcome = form.dataset.save ? await save() : "lost";
    if (!navigator.onLine) say("lost");
    else if (["", "kept", "refused"].includes(outcome)) {
      cleared = true;
      // With nothing left to save we are still inside the first event, where browsers ignore this.
      setTimeout(() => form.requestSubmit(button));
    }
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // what the browser remembers may be an older version
  });

  restore();
  if (form.elements.version.value === "0") leftBehind();
  if (changed()) later(0);
}

function words() {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || NOT_WORDS.has(field.name)) continue;
    if (!["radio", "checkbox"].includes(field.type)) found[field.name] = field.value;
    else if (field.checked) found[field.name] = field.value;
    else found[field.name] ??= "";
  }
  return found;
}

function put(all) {
  for (const field of form.elements) {
    if (!(field.name in all) || NOT_WORDS.has(field.name)) continue;
    const value = all[field.name];
    if (field.type === "radio") field.checked = field.value === value;
    else if (field.type === "checkbox") field.checked = plain(value) !== "";
    else field.value = value;
  }
}

// As the server keeps it: without blanks around it, and with one kind of line break.
function plain(value) {
  const text = String(value ?? "").replaceAll("\r\n", "\n").trim();
  return text === "False" ? "" : text === "True" ? "on" : text;
}

function same(one, other) {
  const names = Object.keys(one).filter((name) => name in other);
  return names.length > 0 && names.every((name) => plain(one[name]) === plain(other[name]));
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}
