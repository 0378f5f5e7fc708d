// Ratings and notes: htmx saves them on change; this says how it went and loses nothing on leaving.

const unsaved = new Set();
const waiting = new Set();

function say(form, text, tone = "") {
  const line = form.querySelector(".save-state");
  line.textContent = text;
  line.dataset.tone = tone;
}

function failed(form) {
  unsaved.add(form);
  say(form, `${form.dataset.failed} `, "bad");
  const again = document.createElement("button");
  again.className = "btn btn-small";
  again.textContent = form.dataset.retry;
  form.querySelector(".save-state").append(again);
}

function settle() {
  for (const done of waiting) done();
  waiting.clear();
}

function onRequest(event) {
  const form = event.target.closest?.("[data-rating]");
  if (!form) return;
  unsaved.delete(form);
  form.toggleAttribute("data-busy", true);
  say(form, form.dataset.saving);
}

function onDone(event) {
  const form = event.target.closest?.("[data-rating]");
  if (!form) return;
  form.toggleAttribute("data-busy", false);
  if (!event.detail.successful) failed(form);
  else form.querySelector(".save-state").dataset.tone = "ok";
  settle();
}

function busy() {
  return document.querySelector("[data-rating][data-busy]") !== null;
}

// Send what a leaving page has typed and not saved.
function flush() {
  for (const form of document.querySelectorAll("[data-rating]")) {
    if (unsaved.has(form) || form.hasAttribute("data-busy")) {
      navigator.sendBeacon(form.action, new FormData(form));
    }
  }
  unsaved.clear();
}

async function allSaved() {
  for (const form of unsaved) window.htmx.trigger(form, "submit");
  while (busy()) await new Promise((done) => waiting.add(done));
}

// A review is handed in, or a decision made, after the last rating has arrived.
async function afterSaving(event) {
  const form = event.target;
  if (!form.matches?.("[data-after-saving]") || (!busy() && unsaved.size === 0)) return;
  event.preventDefault();
  await allSaved();
  if (unsaved.size === 0) form.requestSubmit(event.submitter);
}

export function keepRatings(page) {
  page.addEventListener("input", (event) => {
    const form = event.target.closest("[data-rating]");
    if (!form || event.target.type === "radio") return;
    unsaved.add(form);
    say(form, form.dataset.typing);
  });
  page.addEventListener("htmx:beforeSend", onRequest);
  page.addEventListener("htmx:afterRequest", onDone);
  page.addEventListener("htmx:beforeSwap", (event) => {
    const rating = event.detail.requestConfig?.elt?.closest?.("[data-rating]");
    if (rating && event.detail.xhr.status !== 200) event.detail.shouldSwap = false;
  });
  page.addEventListener("submit", afterSaving);
  addEventListener("pagehide", flush);
}
