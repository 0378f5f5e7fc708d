/** How the page says where the bytes are: on their way, waiting here, or arrived. */

/** Shorter gaps in the connection are nobody's concern but ours. */
const WAITING_MS = 1_500;
/** A second in the recorder and one on the way are normal; more than this lags behind. */
const BEHIND_SECONDS = 3;

export class SendingView {
  #timer = 0;

  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
  }

  /**
   * Tell about a gap in the connection once it lasts.
   * @param {boolean} is
   */
  waiting(is) {
    if (is) {
      this.#timer ||= setTimeout(() => this.view.toggle("waiting", true), WAITING_MS);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.view.toggle("waiting", false);
  }

  /** @param {import("./take.js").Take} take */
  progress(take) {
    const { sent, total } = take.progress;
    const bar = this.view.part("progress");
    bar.max = total || 1;
    bar.value = sent;
    const here = take.recordedMs - take.earlierMs;
    const seconds = Math.ceil((total ? (total - sent) / total : 0) * (here / 1000));
    this.view.write("unsent", sent < total ? this.view.say("unsent", { seconds }) : "");
    const word = seconds > BEHIND_SECONDS ? "savedBehind" : "savedSoFar";
    this.view.write("saved", this.view.say(word, { seconds }));
    this.view.part("saved-line").dataset.tone = seconds > BEHIND_SECONDS ? "warn" : "ok";
  }
}
