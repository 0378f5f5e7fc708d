// Copies what a [data-copy] button points at, and brings a link that was asked for to the eye.

const DONE_MS = 2000;

async function write(input) {
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    return document.execCommand("copy"); // over plain HTTP there is no clipboard API
  }
}

function say(text) {
  const line = document.createElement("p");
  line.className = "visually-hidden";
  line.textContent = text;
  document.getElementById("toasts")?.replaceChildren(line);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const input = button && document.querySelector(button.dataset.copy);
  if (!input || !(await write(input))) return;
  button.dataset.copied = "";
  say(button.dataset.copiedText);
  setTimeout(() => delete button.dataset.copied, DONE_MS);
});

function show(place) {
  const shown = place.querySelector("[data-link]");
  const dialog = shown?.closest("[popover]");
  if (dialog && !dialog.matches(":popover-open")) dialog.showPopover();
  const input = shown?.querySelector("input[readonly]");
  input?.focus();
  input?.select();
}

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "link-dialog-body") show(event.detail.target);
});

show(document.body);
