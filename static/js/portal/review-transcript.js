// The words of the chosen answer: they follow the player, and the player follows them.

const OWN_SCROLL_MS = 4000; // how long a reader who scrolls is left alone

function copyByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text); // over plain HTTP there is no clipboard API
  }
}

// The last word that has begun at `seconds`, by bisection.
function indexAt(starts, seconds) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function makeTranscript(root, seek) {
  let box = null;
  let words = [];
  let starts = new Float64Array();
  let spoken = -1;
  let stop = 0;
  let scrolledAt = -Infinity;

  function bring(word) {
    if (!box || box.scrollHeight <= box.clientHeight) return;
    const [outer, inner] = [box.getBoundingClientRect(), word.getBoundingClientRect()];
    const margin = inner.height * 1.5;
    if (inner.top < outer.top + margin || inner.bottom > outer.bottom - margin) {
      box.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  }

  function follow(seconds) {
    const index = indexAt(starts, seconds);
    if (index === spoken) return;
    words[spoken]?.classList.remove("is-current");
    words[index]?.classList.add("is-current");
    spoken = index;
    if (words[index] && performance.now() - scrolledAt > OWN_SCROLL_MS) bring(words[index]);
  }

  // One word is in the tab order; the arrow keys move that place.
  function rove(index, { focus = false } = {}) {
    const word = words[index];
    if (!word) return;
    words[stop]?.removeAttribute("tabindex");
    words[stop]?.removeAttribute("role");
    stop = index;
    word.tabIndex = 0;
    word.setAttribute("role", "button");
    if (focus) word.focus({ preventScroll: !box || box.scrollHeight > box.clientHeight });
    if (focus) bring(word);
  }

  // Take the words of a panel; say whether they are other ones than before.
  function show(panel) {
    const found = panel?.querySelector("[data-transcript]") ?? null;
    if (found && found === box) return false;
    words[spoken]?.classList.remove("is-current");
    box = found;
    words = box ? [...box.querySelectorAll(".w")] : [];
    starts = Float64Array.from(words, (word) => Number(word.dataset.start));
    spoken = -1;
    stop = 0;
    rove(0);
    for (const name of ["wheel", "touchmove"]) {
      box?.addEventListener(name, () => (scrolledAt = performance.now()), { passive: true });
    }
    return true;
  }

  root.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-seek]");
    const word = event.target.closest("[data-transcript] .w");
    if (word && !getSelection().isCollapsed) return; // somebody selects text
    if (word) rove(words.indexOf(word));
    if (jump) seek(Number(jump.dataset.seek));
    else if (word) seek(Number(word.dataset.start));
  });

  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  root.addEventListener("keydown", (event) => {
    const word = event.target.closest?.("[data-transcript] .w");
    if (!word || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = words.indexOf(word);
    const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
    const turned = sideways && getComputedStyle(box).direction === "rtl" ? -1 : 1;
    if (event.key in steps) rove(at + steps[event.key] * turned, { focus: true });
    else if (event.key === "Home") rove(0, { focus: true });
    else if (event.key === "End") rove(words.length - 1, { focus: true });
    else if (event.key === "Enter") seek(Number(word.dataset.start));
    else return;
    event.preventDefault();
  });

  return {
    show,
    follow,
    rove,
    bring,
    words: () => words,
    copy: () =>
      copy(
        [...(box?.querySelectorAll(".words") ?? [])]
          .map((words) => words.textContent.trim().replace(/\s+/g, " "))
          .join("\n\n"),
      ),
  };
}
