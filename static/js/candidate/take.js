/**
 * One take: the runs of the recorder between "start" and "keep", and their uploads.
 *
 * Recording never waits for the server. The take is announced while the first second is being
 * recorded, and everything recorded before the answer comes is kept and sent afterwards.
 */

import { Recorder } from "./recorder.js";
import { persist } from "./retry.js";
import * as slices from "./slices.js";
import { TusUpload } from "./tus.js";

/** @typedef {{recording: string, epoch: number}} Identity */

export class Take {
  /** @type {Recorder[]} */
  runs = [];
  /** What earlier pages recorded of this take, in ms. */
  earlierMs = 0;
  #nextIndex = 0;
  #written = 0;
  /** @type {Map<string, number>} bytes that the server has, per run */
  #sent = new Map();
  /** @type {Promise<void>[]} */
  #sendings = [];
  /** @type {Promise<void>} the order in which slices enter the store */
  #filing = Promise.resolve();
  /** @type {Set<string>} */
  #waiting = new Set();

  /**
   * @param {Promise<Identity>} identity what the server calls this take, once it has answered
   * @param {"video"|"audio"} media
   * @param {any} config the recorder's configuration
   * @param {{onProgress: () => void, onWaiting: (waiting: boolean) => void,
   *   onRefused: (error: any, take: Take) => void, onLost: () => void}} listeners
   */
  constructor(identity, media, config, listeners) {
    this.identity = identity;
    this.media = media;
    this.config = config;
    this.listeners = listeners;
    identity.catch((error) => listeners.onRefused(error, this));
  }

  /**
   * Begin a take on the server, discarding an earlier one.
   * @param {(url: string, body?: object) => Promise<any>} post
   * @param {"video"|"audio"} media
   * @param {any} config
   * @param {any} listeners
   * @param {string} [previous] the recording of the take before this one
   */
  static begin(post, media, config, listeners, previous = "") {
    let asked = false;
    const begin = async () => {
      // If only the answer was lost, the take is there, and another one would cost a retake.
      const open = asked ? (await post(config.openUrl)).take : null;
      if (open && open.recording !== previous) return open;
      asked = true;
      return post(config.takesUrl, { media });
    };
    return new Take(persist(begin, listeners.onWaiting), media, config, listeners);
  }

  /**
   * Go on with a take that an earlier page began.
   * @param {{recording: string, media: "video"|"audio", epoch: number, next_index: number, recorded_ms: number}} open
   * @param {any} config
   * @param {any} listeners
   */
  static resume(open, config, listeners) {
    const take = new Take(Promise.resolve(open), open.media, config, listeners);
    take.earlierMs = open.recorded_ms;
    take.#nextIndex = open.next_index;
    take.#sendLeftovers(open.recording);
    return take;
  }

  /** How much has been recorded by all pages together, in ms. */
  get recordedMs() {
    return this.earlierMs + this.runs.reduce((sum, run) => sum + run.elapsed, 0);
  }

  /** @returns {{sent: number, total: number}} bytes of this page's runs */
  get progress() {
    return { sent: [...this.#sent.values()].reduce((a, b) => a + b, 0), total: this.#written };
  }

  get blobs() {
    return this.runs.map((run) => run.blob).filter((blob) => blob.size);
  }

  /**
   * Start the recorder once more.
   * @param {MediaStream} stream
   */
  async record(stream) {
    const key = crypto.randomUUID();
    const startMs = Math.round(this.recordedMs);
    const { onLost, onWaiting } = this.listeners;
    const upload = this.#upload(key, onWaiting);
    const run = new Recorder(stream, this.media, (slice) => this.#file(key, slice, upload), onLost);
    await run.start();
    this.runs.push(run);
    const meta = { index: this.#nextIndex, start_ms: startMs, filetype: run.type };
    this.#nextIndex += 1;
    await slices.begin(key, { recording: "", epoch: 0, ...meta });
    run.ended.then(() => this.#close(key, upload));
    this.#follow(this.#identified(key, meta).then(() => upload.run()));
  }

  /** Stop the running recorder; resolves when its last byte is in the store. */
  async stop() {
    await this.runs.at(-1)?.stop();
    await this.#filing;
  }

  /** Resolves when the server has everything; rejects if it refuses to take it. */
  async uploaded() {
    await this.#filing;
    await Promise.all(this.#sendings);
  }

  /**
   * @param {string} key
   * @param {(waiting: boolean) => void} onWaiting
   */
  #upload(key, onWaiting) {
    return new TusUpload(key, this.config, {
      onSent: (bytes) => {
        this.#sent.set(key, bytes);
        this.listeners.onProgress();
      },
      onWaiting: (waiting) => {
        this.#waiting[waiting ? "add" : "delete"](key);
        onWaiting(this.#waiting.size > 0);
      },
    });
  }

  /**
   * @param {string} key
   * @param {Blob} slice
   * @param {TusUpload} upload
   */
  #file(key, slice, upload) {
    this.#written += slice.size;
    this.#filing = this.#filing.then(() => slices.append(key, slice)).then(() => upload.poke());
    this.listeners.onProgress();
  }

  /**
   * The run's file is whole: say so, and let the upload finish.
   * @param {string} key
   * @param {TusUpload} upload
   */
  #close(key, upload) {
    this.#filing = this.#filing
      .then(() => slices.note(key, { ended: true }))
      .then(() => upload.poke());
  }

  /**
   * @param {string} key
   * @param {{index: number, start_ms: number, filetype: string}} meta
   */
  async #identified(key, meta) {
    const { recording, epoch } = await this.identity;
    await slices.note(key, { meta: { recording, epoch, ...meta } });
  }

  /** @param {Promise<void>} sending */
  #follow(sending) {
    sending.catch((error) => this.listeners.onRefused(error, this));
    this.#sendings.push(sending);
  }

  /** @param {string} recording */
  #sendLeftovers(recording) {
    const send = async () => {
      for (const { key } of await slices.leftovers(recording)) {
        await slices.note(key, { ended: true });
        await this.#upload(key, this.listeners.onWaiting).run();
      }
    };
    this.#sendings.push(send().catch(() => {})); // what cannot be sent any more must not stop the answer
  }
}
