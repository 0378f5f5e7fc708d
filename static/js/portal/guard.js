// Asks before a page is left on which something is typed and not saved.

let saving = false;

function changed(field) {
  if (field.type === "hidden" || !field.name) return false;
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some((option) => option.selected !== option.defaultSelected);
  }
  return field.value !== field.defaultValue;
}

const guarded = [...document.querySelectorAll("form[data-guard]")];

for (const form of guarded) {
  form.addEventListener("submit", () => {
    saving = true;
  });
}

window.addEventListener("beforeunload", (event) => {
  // A form that came back with its errors holds text that is saved nowhere.
  const typed = guarded.some(
    (form) => form.dataset.guard === "typed" || [...form.elements].some(changed),
  );
  if (typed && !saving) event.preventDefault();
});
