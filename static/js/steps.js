// Ticks for the steps of a tutorial and for the articles of a path: kept in this browser and nowhere
// else. A step that says something else than when it was ticked counts as not done, and says so.

const HERE = document.documentElement.lang;
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

function make(name, className, words) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = words || "";
  return element;
}

// --- What is kept of one text: the steps it had, and for each one done the print it had then ------

let isKept = true;

function stored(key) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key));
  } catch (error) {
    isKept = isKept && error instanceof SyntaxError;
  }
  const { seen, done } = kept || {};
  return { seen: Array.isArray(seen) ? seen : [], done: done instanceof Object ? done : {} };
}

class Progress {
  constructor({ progress, steps }) {
    this.key = `steps:${progress}`;
    this.prints = JSON.parse(steps);
    this.ids = Object.keys(this.prints);
    this.done = {};
    this.load();
    if (Object.keys(this.done).length) this.save();
  }

  load() {
    const { seen, done } = stored(this.key);
    if (!isKept) return;
    this.done = {};
    for (const [id, print] of Object.entries(done)) {
      const step = id in this.prints ? id : this.heir(id, seen);
      if (step) this.done[step] = print;
    }
  }

  // A step of a new name in the place of one that is gone is that one, changed.
  heir(id, seen) {
    const present = this.ids[seen.indexOf(id)];
    return present && !seen.includes(present) ? present : null;
  }

  save() {
    const isEmpty = !Object.keys(this.done).length;
    try {
      if (isEmpty) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ seen: this.ids, done: this.done }));
    } catch {
      isKept = false;
    }
  }

  isDone(id) { return this.done[id] === this.prints[id]; }

  isChanged(id) { return id in this.done && !this.isDone(id); }

  // Another page of the site may have ticked meanwhile: read before writing.
  tick(ids, isTicked) {
    this.load();
    for (const id of ids) {
      if (isTicked) this.done[id] = this.prints[id];
      else delete this.done[id];
    }
    this.save();
  }
}

// --- A list of things to do: a box at each, and a line above that counts --------------------------

const progresses = [];

class List {
  constructor(list, words, items) {
    this.words = words;
    this.items = items;
    this.line = make("div", "progress noprint");
    this.line.lang = HERE;
    this.said = this.line.appendChild(make("p", "progress__said"));
    this.said.setAttribute("role", "status");
    this.said.tabIndex = -1;
    this.next = this.line.appendChild(make("a", "progress__next"));
    this.reset = this.line.appendChild(make("button", "btn btn--line", words.wordReset));
    this.reset.type = "button";
    this.reset.addEventListener("click", () => {
      for (const item of items) item.progress.tick(item.ids, false);
      this.draw();
      this.said.focus();
    });
    list.before(this.line);
    for (const item of items) this.offer(item);
    this.draw();
    list.classList.add("is-followed");
  }

  offer(item) {
    const place = item.element.appendChild(make("p", "tick noprint"));
    place.lang = HERE;
    const label = place.appendChild(make("label", "choice"));
    item.box = label.appendChild(document.createElement("input"));
    item.box.type = "checkbox";
    label.append(fill(this.words.wordTick, item));
    item.some = place.appendChild(make("span", "muted"));
    item.note = make("p", "tick__changed noprint", this.words.wordChanged);
    item.note.lang = HERE;
    item.note.id = `changed-${progresses.indexOf(item.progress)}-${item.number}`;
    item.element.firstElementChild.after(item.note);
    item.box.addEventListener("change", () => {
      item.progress.tick(item.ids, item.box.checked);
      this.draw();
    });
  }

  draw() {
    const { items, words } = this;
    for (const item of items) {
      item.isDone = item.ids.every((id) => item.progress.isDone(id));
      item.isChanged = item.ids.some((id) => item.progress.isChanged(id));
      item.isBegun = item.ids.some((id) => id in item.progress.done);
      item.box.checked = item.isDone;
      item.note.hidden = !item.isChanged;
      if (item.isChanged) item.box.setAttribute("aria-describedby", item.note.id);
      else item.box.removeAttribute("aria-describedby");
      const [steps, some] = [item.ids.length, item.ids.filter((id) => item.progress.isDone(id)).length];
      const isPart = words.wordSome && some && some < steps;
      item.some.textContent = isPart ? fill(words.wordSome, { some, steps }) : "";
      item.element.classList.toggle("is-done", item.isDone);
    }
    const [all, done] = [items.length, items.filter((item) => item.isDone).length];
    const changed = items.filter((item) => item.isChanged).length;
    const isBegun = items.some((item) => item.isBegun);
    const parts = [fill(done === all ? words.wordAll : words.wordCount, { done, all })];
    if (changed) parts.push(fill(words.wordChanges, { changed }));
    if (!isKept) parts.push(words.wordLost);
    else if (!isBegun) parts.push(words.wordHint);
    this.said.textContent = parts.join(" · ");
    const next = items.find((item) => !item.isDone);
    this.next.hidden = !next || !isBegun;
    if (next) {
      this.next.href = next.href;
      this.next.textContent = fill(words.wordNext, next);
    }
    this.reset.hidden = !isBegun;
  }
}

// --- The lists of this page -----------------------------------------------------------------------

const lists = [];

function follow(place) {
  const progress = new Progress(place.dataset);
  progresses.push(progress);
  return progress;
}

for (const text of document.querySelectorAll(".prose[data-steps]")) {
  const progress = follow(text);
  for (const list of text.querySelectorAll("ol.steps")) {
    const items = [...list.children].filter((step) => step.id in progress.prints).map(
      (element, index) => ({
        element, progress, ids: [element.id], number: index + 1, href: `#${element.id}`,
      }),
    );
    if (items.length) lists.push(new List(list, text.dataset, items));
  }
}

// The beginner's path: each article is one thing to do, done when all its steps are.
for (const path of document.querySelectorAll("ol.path")) {
  const items = [...path.children].map((element, index) => {
    const [progress, link] = [follow(element), element.querySelector("a")];
    const title = link.textContent;
    return { element, progress, ids: progress.ids, number: index + 1, href: link.href, title };
  });
  lists.push(new List(path, path.dataset, items));
}

// What another page of the site ticked shows here too.
const update = () => {
  for (const progress of progresses) progress.load();
  for (const list of lists) list.draw();
};
addEventListener("storage", update);
addEventListener("pageshow", (event) => { if (event.persisted) update(); });
