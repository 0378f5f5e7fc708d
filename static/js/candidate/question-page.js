/** The page of one question: think, speak, look at it, keep it. */

import { Refused, createPost } from "./api.js";
import { asClock, asLength, countDown, serverClock } from "./clock.js";
import { showLevel, showProblem } from "./device-view.js";
import { closeStream, openStream, remember, remembered, serves } from "./devices.js";
import { silenceNotice } from "./level.js";
import { goOn } from "./next.js";
import { takeOver } from "./one-page.js";
import { createPlayback } from "./playback.js";
import { pause, persist } from "./retry.js";
import { SendingView } from "./sending-view.js";
import { Take } from "./take.js";
import { View } from "./view.js";

/** Nobody should be recorded the moment a page opens: so much warning there is at least. */
const LEAD_IN_MS = 3_000;
const WARNING_MS = 10_000;
const SILENCE_MS = 6_000;
/** With less than this left, going on with an interrupted answer makes no sense. */
const LEAST_MS = 1_000;

/** The camera stays on from question to question: some browsers ask anew for every opening. */
/** @type {MediaStream | null} */
let stream = null;

class QuestionPage {
  /** @type {any} the server's word on this question */
  #open = null;
  /** @type {() => number} */
  #now = () => 0;
  /** @type {Take | null} */
  #take = null;
  /** @type {Take | null} the take before this one */
  #discarded = null;
  #takesLeft = 0;
  #stopCounting = () => {};
  #stopListening = () => {};
  #warned = false;
  #done = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.view = new View(root);
    this.sending = new SendingView(this.view);
    this.config = JSON.parse(document.getElementById("recorder-config")?.textContent ?? "{}");
    this.media = root.dataset.kind === "audio" ? "audio" : remembered().media;
    this.post = createPost(this.config.csrf);
    this.playback = createPlayback(this.view.part("playback"));
    this.#bind();
    this.leaving = (/** @type {BeforeUnloadEvent} */ event) => this.#unsafe && event.preventDefault();
    addEventListener("beforeunload", this.leaving);
  }

  /** Ask the server how this question stands, open the devices, and go to where both allow. */
  async start() {
    try {
      await this.#ask();
    } catch (error) {
      this.#refuse(error);
      return;
    }
    await this.#withDevices(() => this.#settle());
  }

  /** Whether closing the page now would lose something. */
  get #unsafe() {
    if (!this.#take) return false;
    const { sent, total } = this.#take.progress;
    return this.view.state === "recording" || sent < total;
  }

  #bind() {
    const { view } = this;
    view.on("start", () => this.#record());
    view.on("stop", () => this.#finish());
    view.on("keep", () => this.#keep());
    view.on("keep-rest", () => this.#keep());
    view.on("again", () => this.#again());
    view.on("again-rest", () => this.#again());
    view.on("continue", () => this.#withDevices(() => this.#record()));
    view.on("retry", () => this.#withDevices(() => this.#settle()));
    view.on("sound-only", () => this.#useSoundOnly());
    view.on("reload", () => location.reload());
  }

  async #ask() {
    let sentAt = 0;
    this.#open = await persist(() => {
      sentAt = performance.now();
      return this.post(this.config.openUrl);
    }, this.#listeners.onWaiting);
    this.#now = serverClock(this.#open.now, sentAt);
    this.#takesLeft = this.#open.takes_left;
    takeOver(this.config.question, () => this.#refuse(null, "takenOver"));
    if (this.#open.take) {
      this.#take = Take.resume(this.post, this.#open.take, this.config, this.#listeners);
      this.media = this.#take.media;
    }
  }

  /**
   * Open camera and microphone if they are not open, then go on; or say what is wrong with them.
   * @param {() => any} next
   */
  async #withDevices(next) {
    try {
      if (!serves(stream, this.media)) {
        closeStream(stream);
        stream = await openStream(this.media);
      }
    } catch (error) {
      this.#showProblem(error);
      return;
    }
    const picture = this.media === "video";
    this.view.part("preview").srcObject = picture ? stream : null;
    this.view.toggle("sound-only-note", !picture);
    this.#listen();
    await next();
  }

  /** Go to the state that fits what there is. */
  #settle() {
    if (this.#take) this.#interrupted();
    else this.#prepare();
  }

  /** @param {unknown} error */
  #showProblem(error) {
    showProblem(this.view, error, this.view.root.dataset.kind !== "audio" && !this.#take);
  }

  #useSoundOnly() {
    this.media = "audio";
    remember({ media: "audio" });
    return this.#withDevices(() => this.#settle());
  }

  #listen() {
    this.#stopListening();
    const notice = silenceNotice(SILENCE_MS, (silent) => {
      this.view.toggle("silence", silent && this.view.state === "recording");
    });
    this.#stopListening = showLevel(this.view, /** @type {MediaStream} */ (stream), notice);
  }

  #prepare() {
    this.view.show("preparing");
    const whole = Date.parse(this.#open.preparation_ends_at) - Date.parse(this.#open.opened_at);
    const endsAt = Math.max(
      Date.parse(this.#open.preparation_ends_at),
      this.#now() + LEAD_IN_MS, // also after a reload at the very end
    );
    const say = { time: asClock(endsAt - this.#now()) };
    this.view.announce(this.view.say("preparing", say));
    this.#count(() => endsAt - this.#now(), Math.max(whole, LEAD_IN_MS), () => this.#record());
  }

  /**
   * Count down in the parts named "left", with the ring.
   * @param {() => number} remaining
   * @param {number} whole
   * @param {() => any} onEnd
   */
  #count(remaining, whole, onEnd) {
    this.#stopCounting();
    this.#warned = false;
    const parts = this.view.root.querySelectorAll("[data-left]");
    const ring = this.view.part("ring");
    this.#stopCounting = countDown(
      remaining,
      (left) => {
        for (const part of parts) part.textContent = asClock(left);
        ring.style.setProperty("--left", String(left / whole));
        this.#warn(left, whole);
      },
      onEnd,
    );
  }

  /**
   * @param {number} left
   * @param {number} whole
   */
  #warn(left, whole) {
    const low = left <= WARNING_MS && this.view.state === "recording";
    this.view.part("time").classList.toggle("is-low", low);
    if (this.#warned || left > WARNING_MS || left < LEAST_MS || whole <= WARNING_MS) return;
    this.#warned = true;
    const word = this.view.state === "recording" ? "tenLeft" : "tenToStart";
    this.view.announce(this.view.say(word, { time: Math.ceil(left / 1000) }));
  }

  get #listeners() {
    return {
      onProgress: () => this.#take && this.sending.progress(this.#take),
      onWaiting: (/** @type {boolean} */ is) => this.sending.waiting(is),
      onRefused: (/** @type {any} */ error, /** @type {Take} */ take) => {
        if (take === this.#take) this.#refuse(error); // what happens to a discarded take is no matter
      },
      onLost: () => this.#lost(),
    };
  }

  get #limitMs() {
    return this.#open.answer_seconds * 1000;
  }

  /** Start recording now; the server is told at the same time, not before. */
  async #record() {
    this.#stopCounting();
    if (!serves(stream, this.media)) {
      await this.#withDevices(() => this.#record());
      return;
    }
    this.#take ??= await this.#beginTake();
    const take = this.#take;
    try {
      await take.record(/** @type {MediaStream} */ (stream));
    } catch (error) {
      closeStream(stream);
      this.#showProblem(error);
      return;
    }
    this.view.show("recording");
    const time = asClock(this.#limitMs - take.recordedMs);
    this.view.announce(this.view.say("recording", { time }));
    this.#count(() => this.#limitMs - take.recordedMs, this.#limitMs, () => this.#finish());
  }

  async #beginTake() {
    this.#takesLeft = Math.max(0, this.#takesLeft - 1);
    const before = (await this.#discarded?.identity)?.recording;
    return Take.begin(this.post, this.media, this.config, this.#listeners, before);
  }

  /** Stop, wait until the server has all of it, and show it. */
  async #finish() {
    if (this.view.state !== "recording") return;
    const take = /** @type {Take} */ (this.#take);
    this.#stopCounting();
    this.view.toggle("silence", false);
    this.view.show("finishing");
    await take.stop();
    this.sending.progress(take);
    await take.uploaded().then(
      () => this.#take === take && this.#review(),
      () => {}, // the refusal has been shown by its listener
    );
  }

  #review() {
    const take = /** @type {Take} */ (this.#take);
    this.playback.show(take.blobs);
    this.view.write("length", asLength(take.recordedMs));
    this.view.toggle("earlier", take.earlierMs > 0);
    this.#showTakesLeft();
    this.view.show("review");
    this.view.announce(this.view.say("review"));
  }

  #showTakesLeft() {
    for (const name of ["again", "again-rest"]) {
      this.view.toggle(name, this.#takesLeft > 0);
      this.view.write(`${name}-text`, this.view.say("again", { count: this.#takesLeft }));
    }
  }

  /** A device went away while recording: what there is, is kept; the clock stands still. */
  async #lost() {
    this.#stopCounting();
    await this.#take?.stop();
    this.#interrupted();
  }

  #interrupted() {
    const take = /** @type {Take} */ (this.#take);
    const left = Math.max(0, this.#limitMs - take.recordedMs);
    this.view.write("so-far", this.view.say("soFar", { time: asLength(take.recordedMs) }));
    this.view.write("still", this.view.say("still", { time: asClock(left) }));
    this.view.toggle("continue", left >= LEAST_MS);
    this.#showTakesLeft();
    this.view.show("interrupted");
  }

  /** Discard this take for a new one; there is no second time to think. */
  async #again() {
    this.playback.clear();
    this.#discarded = this.#take;
    this.#take = null;
    await this.#withDevices(() => {
      this.view.show("preparing");
      const startsAt = performance.now() + LEAD_IN_MS;
      const left = () => startsAt - performance.now();
      this.#count(left, LEAD_IN_MS, () => this.#record());
    });
  }

  async #keep() {
    const take = /** @type {Take} */ (this.#take);
    try {
      await take.uploaded();
      const { recording } = await take.identity;
      const url = this.config.keepUrl.replace("RECORDING", recording);
      const body = { recorded_ms: Math.round(take.recordedMs) };
      const { next } = await persist(() => this.#postKeep(url, body), this.#listeners.onWaiting);
      this.#leave();
      await goOn(next, start);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /**
   * Bytes that the server still misses are on their way or being written: it will have them soon.
   * @param {string} url
   * @param {object} body
   */
  async #postKeep(url, body) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.post(url, body);
      } catch (error) {
        const missing = error instanceof Refused && error.code === "bytes_missing";
        if (!missing || attempt === 4) throw error;
        await pause(attempt);
      }
    }
  }

  #leave() {
    this.#done = true;
    this.#stopCounting();
    this.#stopListening();
    this.playback.clear();
    removeEventListener("beforeunload", this.leaving);
  }

  /**
   * It cannot go on here: stop, and say why, in the server's words if it has some.
   * @param {any} error
   * @param {string} [word] the sentence if the server has none
   */
  async #refuse(error, word = "refused") {
    if (this.#done) return;
    if (error && !(error instanceof Refused)) console.error(error);
    this.#stopCounting();
    this.sending.waiting(false);
    const said = error instanceof Refused ? error.message : "";
    this.view.write("refusal", said || this.view.say(word));
    this.view.show("refused");
    this.#done = true;
    await this.#take?.stop();
    // What the server refuses cannot be saved by staying; a reload is what helps now.
    if (error) removeEventListener("beforeunload", this.leaving);
  }
}

/** @param {ParentNode} place */
function start(place) {
  const root = /** @type {HTMLElement | null} */ (place.querySelector("[data-recorder]"));
  if (root) new QuestionPage(root).start();
}

start(document);
