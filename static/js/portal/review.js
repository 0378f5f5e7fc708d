// The review page: chapters choose the answer; player, transcript and ratings do the rest.

import { keepRatings } from "./review-rating.js";
import { makeFinder } from "./review-find.js";
import { makePlayer } from "./review-player.js";
import { makeTranscript } from "./review-transcript.js";

const review = document.getElementById("review");
const answers = document.getElementById("answers");
let chosen = ""; // the number of the chosen chapter
let stale = false; // parts of the page were swapped a moment ago

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
  return review.querySelector(`[data-chapter="${chosen}"]`) ?? chapters()[0] ?? null;
}

function neighbour(by) {
  const all = chapters();
  return all[all.indexOf(current()) + by] ?? null;
}

function panelOf(chapter) {
  return document.getElementById(`answer-${chapter.dataset.chapter}`);
}

function mark(chapter) {
  chosen = chapter.dataset.chapter;
  for (const other of chapters()) {
    if (other === chapter) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
    panelOf(other)?.classList.toggle("is-current", other === chapter);
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

document.body.addEventListener("htmx:oobAfterSwap", () => {
  if (!stale) queueMicrotask(refresh);
  stale = true;
});

// New parts have come: mark the chosen chapter again, and look whether it can be played now.
function refresh() {
  stale = false;
  const chapter = current();
  if (!chapter) return;
  mark(chapter);
  if (transcript.show(panelOf(chapter))) finder.refresh();
  player.update(chapter);
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
