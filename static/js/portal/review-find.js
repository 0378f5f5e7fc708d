// Search inside the transcript: marks, a count, next and previous.

const PAUSE_MS = 120;
const COPIED_MS = 2000;

// The words in lower case as one text, with the place of each.
function textOf(words) {
  const places = [];
  let text = "";
  for (const word of words) {
    const low = word.textContent.toLowerCase();
    places.push({ word, start: text.length, end: text.length + low.length });
    text += `${low} `;
  }
  return { text, places };
}

function hitsIn(words, wanted) {
  const { text, places } = textOf(words);
  const hits = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const end = at + wanted.length;
    hits.push(
      places
        .filter((place) => place.start < end && place.end > at)
        .map((place) => ({ word: place.word, from: at - place.start, to: end - place.start })),
    );
  }
  return hits;
}

function paint({ word, from, to }) {
  const text = word.textContent;
  const [start, end] = [Math.max(0, from), Math.min(text.length, to)];
  const mark = document.createElement("mark");
  mark.textContent = text.slice(start, end);
  word.replaceChildren(text.slice(0, start), mark, text.slice(end));
}

export function makeFinder(form, transcript) {
  const input = form.querySelector("input");
  const count = form.querySelector(".find-count");
  const [back, on] = [form.querySelector("#find-previous"), form.querySelector("#find-next")];
  const copying = form.querySelector("#copy-transcript");
  let hits = [];
  let at = -1;
  let timer = 0;

  function wipe() {
    for (const mark of document.querySelectorAll("[data-transcript] mark")) {
      mark.closest(".w").textContent = mark.closest(".w").textContent;
    }
    for (const word of document.querySelectorAll(".w.is-hit")) word.classList.remove("is-hit");
  }

  function say() {
    const wanted = input.value.trim();
    const words = form.dataset.count.replace("{n}", at + 1).replace("{all}", hits.length);
    count.textContent = wanted ? (hits.length ? words : form.dataset.none) : "";
    back.disabled = on.disabled = hits.length === 0;
  }

  function light(index) {
    for (const { word } of hits[at] ?? []) word.classList.remove("is-hit");
    at = index;
    for (const { word } of hits[at] ?? []) word.classList.add("is-hit");
    const word = hits[at]?.[0].word;
    if (word) transcript.bring(word);
    if (word) transcript.rove(transcript.words().indexOf(word));
    say();
  }

  function find({ keep = 0 } = {}) {
    wipe();
    const words = transcript.words();
    const wanted = input.value.trim().toLowerCase().replace(/\s+/g, " ");
    hits = wanted ? hitsIn(words, wanted) : [];
    for (const part of hits.flat()) paint(part);
    at = -1;
    if (hits.length) light(Math.min(keep, hits.length - 1));
    say();
  }

  function move(by) {
    clearTimeout(timer);
    if (hits.length) light((at + by + hits.length) % hits.length);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value) {
      input.value = "";
      find();
      event.preventDefault();
    }
    if (event.key === "Enter" && event.shiftKey) {
      move(-1);
      event.preventDefault();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    move(1);
  });
  back.addEventListener("click", () => move(-1));
  copying.addEventListener("click", async () => {
    const label = copying.querySelector("span");
    if (label.textContent === copying.dataset.done || !(await transcript.copy())) return;
    const before = label.textContent;
    label.textContent = copying.dataset.done;
    const line = document.createElement("p");
    line.className = "visually-hidden";
    line.textContent = copying.dataset.done;
    document.getElementById("toasts").replaceChildren(line);
    setTimeout(() => (label.textContent = before), COPIED_MS);
  });

  return {
    refresh: () => {
      form.hidden = transcript.words().length === 0;
      find({ keep: Math.max(0, at) });
    },
  };
}
