// The review page: chapters choose the answer; player, transcript and ratings do the rest.

import { keepRatings } from "./review-rating.js";
import { makeFinder } from "./review-find.js";
import { makePlayer } from "./review-player.js";
import { makeTranscript } from "./review-transcript.js";

const review = document.getElementById("review");
const answers = document.getElementById("answers");

const transcript = makeTranscript(answers, (seconds) => player.seek(seconds, { play: true }));
const finder = makeFinder(document.getElementById("find"), transcript);
const player = makePlayer(document.getElementById("player"), {
  onTime: transcript.follow,
  onNext: () => step(1),
  nextOf: () => neighbour(1),
});

function chapters() {
  return [...review.querySelectorAll("[data-chapter]")];
}

function current() {
  return review.querySelector("[data-chapter][aria-current]") ?? chapters()[0] ?? null;
}

function neighbour(by) {
  const all = chapters();
  return all[all.indexOf(current()) + by] ?? null;
}

function panelOf(chapter) {
  return document.getElementById(`answer-${chapter.dataset.chapter}`);
}

function mark(chosen) {
  for (const chapter of chapters()) {
    if (chapter === chosen) chapter.setAttribute("aria-current", "true");
    else chapter.removeAttribute("aria-current");
    panelOf(chapter)?.classList.toggle("is-current", chapter === chosen);
  }
}

function choose(chapter, { play = false } = {}) {
  mark(chapter);
  transcript.show(panelOf(chapter));
  finder.refresh();
  player.load(chapter, { play });
}

function step(by, { play = true } = {}) {
  const chapter = neighbour(by);
  if (chapter) choose(chapter, { play });
}

review.addEventListener("click", (event) => {
  const chapter = event.target.closest("[data-chapter]");
  if (!chapter || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  if (chapter === current() && player.isFor(chapter)) player.toggle();
  else choose(chapter, { play: true });
});

// What has not changed stays as it is: its focus, its selection, its open details.
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const version = fragment.firstElementChild?.dataset.version ?? fragment.dataset?.version;
  if (version && version === target.dataset.version) event.detail.shouldSwap = false;
});

document.body.addEventListener("htmx:oobAfterSwap", () => queueMicrotask(refresh));

// New parts have come: mark the chosen chapter again, and look whether it can be played now.
function refresh() {
  const chapter = chosenBefore();
  if (!chapter) return;
  mark(chapter);
  transcript.show(panelOf(chapter));
  finder.refresh();
  player.update(chapter);
}

let chosen = "";

function chosenBefore() {
  const panel = answers.querySelector(".answer.is-current");
  chosen = panel?.dataset.answer ?? chosen;
  return review.querySelector(`[data-chapter="${chosen}"]`) ?? chapters()[0] ?? null;
}

// Single keys: only where nobody types, and only if they are wanted (WCAG 2.1.4).
const useKeys = document.getElementById("use-keys");
useKeys.checked = localStorage.getItem("review-keys") !== "off";
useKeys.addEventListener("change", () => {
  localStorage.setItem("review-keys", useKeys.checked ? "on" : "off");
});

const KEYS = {
  " ": () => player.toggle(),
  k: () => player.toggle(),
  j: () => player.skip(-10),
  l: () => player.skip(10),
  ArrowLeft: () => player.skip(-5),
  ArrowRight: () => player.skip(5),
  n: () => step(1),
  p: () => step(-1),
  f: () => player.full(),
};

function isTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const at = event.target;
  if (at.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=range])")) {
    return true;
  }
  if (event.key === " ") return at.matches("button, summary, a, input");
  return event.key.startsWith("Arrow") && at.matches("input");
}

document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || event.shiftKey || !useKeys.checked || isTaken(event)) return;
  event.preventDefault();
  act();
});

keepRatings(document);
if (current()) choose(current());
