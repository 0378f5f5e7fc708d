/**
 * The page as states. The template names in `data-in` the states in which an element is seen, in
 * `data-part` the elements that a script fills, in `data-focus` where the keyboard goes.
 */

export class View {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.words = readWords(root);
  }

  /**
   * @param {string} name
   * @returns {any}
   */
  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  get state() {
    return this.root.dataset.state ?? "";
  }

  /**
   * Show the elements of a state and move the focus to the one that asks for it.
   * @param {string} state
   */
  show(state) {
    if (this.state === state) return;
    this.root.dataset.state = state;
    for (const element of this.root.querySelectorAll("[data-in]")) {
      element.hidden = !element.dataset.in.split(" ").includes(state);
    }
    this.#focus(state);
  }

  /**
   * Let the keyboard and a screen reader go on at the state's heading, with its buttons in sight.
   * @param {string} state
   */
  #focus(state) {
    const target = this.root.querySelector(`[data-focus="${state}"]`);
    if (target) {
      target.style.outline = "none"; // a heading: the ring would promise that it can be pressed
      target.focus({ preventScroll: true });
    }
    const actions = this.root.querySelector(`.recorder-actions[data-in~="${state}"]`);
    (actions ?? target)?.scrollIntoView({ block: "nearest" });
  }

  /**
   * Write into a part, and touch the page only if the text is a new one.
   * @param {string} name
   * @param {string} text
   */
  write(name, text) {
    const element = this.part(name);
    if (element && element.textContent !== text) element.textContent = text;
  }

  /**
   * @param {string} name
   * @param {boolean} visible
   */
  toggle(name, visible) {
    const element = this.part(name);
    if (element && element.hidden === visible) element.hidden = !visible;
  }

  /**
   * The template's sentence of that name, with its {places} filled.
   * @param {string} name
   * @param {Record<string, string | number>} [values]
   */
  say(name, values = {}) {
    return (this.words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
  }

  /**
   * Let a screen reader speak, without stealing the focus.
   * @param {string} text
   */
  announce(text) {
    const live = this.part("announcer");
    live.textContent = "";
    requestAnimationFrame(() => (live.textContent = text));
  }

  /**
   * Do something when the button is pressed, and not twice while it is being done.
   * @param {string} name
   * @param {() => any} action
   */
  on(name, action) {
    const button = this.part(name);
    button?.addEventListener("click", async () => {
      if (button.getAttribute("aria-busy") === "true") return;
      button.setAttribute("aria-busy", "true");
      try {
        await action();
      } finally {
        button.removeAttribute("aria-busy");
      }
    });
  }
}

/**
 * Sentences live in the template, where they are translated.
 * @param {HTMLElement} root
 * @returns {Record<string, string>}
 */
function readWords(root) {
  const template = /** @type {HTMLTemplateElement | null} */ (root.querySelector("[data-words]"));
  const nodes = /** @type {HTMLElement[]} */ ([...(template?.content.children ?? [])]);
  return Object.fromEntries(nodes.map((node) => [node.dataset.word, node.textContent ?? ""]));
}
