/** The device check: see yourself, hear yourself, choose devices. Nothing leaves this page. */

import { asClock, countDown } from "./clock.js";
import { showLevel, showProblem } from "./device-view.js";
import {
  cameras, closeStream, microphones, openStream, remember, remembered,
} from "./devices.js";
import { createPlayback } from "./playback.js";
import { Recorder } from "./recorder.js";
import { View } from "./view.js";

const TEST_MS = 5_000;
/** A level that speech reaches and a quiet room does not. */
const HEARD = 0.35;

class DevicePage {
  /** @type {MediaStream | null} */
  #stream = null;
  #stopListening = () => {};
  #stopCounting = () => {};
  /** @type {Recorder | null} */
  #test = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.view = new View(root);
    this.playback = createPlayback(this.view.part("playback"));
    for (const name of ["open", "retry"]) this.view.on(name, () => this.#open());
    this.view.on("test", () => this.#record());
    this.view.on("again", () => this.#record());
    this.view.on("sound-only", () => this.#choose({ media: "audio" }));
    this.#onPick("cameras", "camera");
    this.#onPick("microphones", "microphone");
  }

  /** Ask first, unless the person has allowed it before. */
  async start() {
    remember({ media: "video" }); // sound only is a choice for now, made anew by who needs it
    const states = await Promise.all(["camera", "microphone"].map(permission));
    if (states.every((state) => state === "granted")) await this.#open();
    else this.view.show("ask");
  }

  /**
   * @param {string} list
   * @param {"camera"|"microphone"} name
   */
  #onPick(list, name) {
    const select = this.view.part(list);
    select.addEventListener("change", () => this.#choose({ [name]: select.value }));
  }

  /** @param {object} choice */
  #choose(choice) {
    remember(choice);
    return this.#open();
  }

  async #open() {
    this.#stopCounting();
    this.#stopListening();
    closeStream(this.#stream);
    if (!this.#stream) this.view.show("opening");
    try {
      this.#stream = await openStream(remembered().media);
    } catch (error) {
      this.#stream = null;
      showProblem(this.view, error, true);
      return;
    }
    await this.#showLive();
  }

  async #showLive() {
    const stream = /** @type {MediaStream} */ (this.#stream);
    const picture = stream.getVideoTracks().length > 0;
    this.view.part("preview").srcObject = stream;
    this.view.toggle("soundOnlyNote", !picture);
    this.view.toggle("cameraRow", picture);
    this.view.write("advice", this.view.say("untested"));
    this.view.show("live");
    this.view.announce(this.view.say(picture ? "live" : "liveSound"));
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.#open());
    this.#listen(stream);
    await this.#fillPickers(stream);
  }

  /** @param {MediaStream} stream */
  #listen(stream) {
    const row = this.view.part("microphoneRow");
    delete row.dataset.tone;
    this.view.write("hearing", this.view.say("sayThis"));
    this.#stopListening = showLevel(this.view, stream, (level) => {
      if (level < HEARD || row.dataset.tone) return;
      row.dataset.tone = "ok";
      this.view.write("hearing", this.view.say("heard"));
    });
  }

  /** @param {MediaStream} stream */
  async #fillPickers(stream) {
    const used = (/** @type {MediaStreamTrack[]} */ [track]) => track?.getSettings().deviceId ?? "";
    this.#fill("cameras", "camera", await cameras(), used(stream.getVideoTracks()));
    this.#fill("microphones", "microphone", await microphones(), used(stream.getAudioTracks()));
  }

  /**
   * @param {string} list
   * @param {"camera"|"microphone"} name
   * @param {MediaDeviceInfo[]} devices
   * @param {string} used
   */
  #fill(list, name, devices, used) {
    const options = devices.map((device, index) => {
      const label = device.label || this.view.say(name, { number: index + 1 });
      return new Option(label, device.deviceId, false, device.deviceId === used);
    });
    this.view.part(list).replaceChildren(...options);
    if (used) remember({ [name]: used });
  }

  /** Record five seconds and play them. */
  async #record() {
    this.playback.clear();
    this.view.show("testing");
    this.view.announce(this.view.say("testing"));
    const { media } = remembered();
    const test = new Recorder(/** @type {MediaStream} */ (this.#stream), media, () => {}, () => {});
    this.#test = test;
    await test.start();
    const part = this.view.root.querySelector("[data-left]");
    this.#stopCounting = countDown(
      () => TEST_MS - test.elapsed,
      (left) => (part.textContent = asClock(left)),
      () => this.#play(test),
    );
  }

  /** @param {Recorder} test */
  async #play(test) {
    await test.stop();
    this.playback.show([test.blob]);
    this.view.write("advice", this.view.say("tested"));
    this.view.show("played");
    this.view.announce(this.view.say("played"));
    const player = this.view.part("playback");
    player.addEventListener("canplay", () => player.play().catch(() => {}), { once: true });
  }
}

/** @param {string} name */
async function permission(name) {
  try {
    return (await navigator.permissions.query({ name: /** @type {any} */ (name) })).state;
  } catch {
    return "prompt"; // Firefox does not tell
  }
}

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-device]"));
if (root) new DevicePage(root).start();
