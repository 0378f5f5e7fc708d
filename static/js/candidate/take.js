/**
 * One take: the runs of the recorder between "start" and "keep", and their uploads.
 *
 * Recording never waits for the server. The take is announced while the first second is being
 * recorded, and everything recorded before the answer comes is kept and sent afterwards.
 */

import { Refused } from "./api.js";
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
  #epoch = 0;
  /** @type {Promise<void>} the order in which runs are sent */
  #sending = Promise.resolve();
  /** @type {Promise<void>} the order in which slices enter the store */
  #filing = Promise.resolve();
  /** @type {Set<string>} */
  #waiting = new Set();

  /**
   * @param {(url: string, body?: object) => Promise<any>} post
   * @param {Promise<Identity>} identity what the server calls this take, once it has answered
   * @param {"video"|"audio"} media
   * @param {any} config the recorder's configuration
   * @param {{onProgress: () => void, onWaiting: (waiting: boolean) => void,
   *   onRefused: (error: any, take: Take) => void, onLost: () => void}} listeners
   */
  constructor(post, identity, media, config, listeners) {
    this.post = post;
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
    return new Take(post, persist(begin, listeners.onWaiting), media, config, listeners);
  }

  /**
   * Go on with a take that an earlier page began.
   * @param {(url: string, body?: object) => Promise<any>} post
   * @param {{recording: string, media: "video"|"audio", epoch: number, next_index: number, recorded_ms: number}} open
   * @param {any} config
   * @param {any} listeners
   */
  static resume(post, open, config, listeners) {
    const take = new Take(post, Promise.resolve(open), open.media, config, listeners);
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
    const meta = { recording: "", epoch: 0, index: 0, start_ms: startMs, filetype: run.type };
    await slices.begin(key, meta);
    run.ended.then(() => this.#close(key, upload));
    this.#send(() => this.#name(key).then(() => upload.run()));
  }

  /** Stop the running recorder; resolves when its last byte is in the store. */
  async stop() {
    await this.runs.at(-1)?.stop();
    await this.#filing;
  }

  /** Resolves when the server has everything; rejects if it refuses to take it. */
  async uploaded() {
    await this.#filing;
    await this.#sending;
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
      rename: () => this.#rename(key),
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
   * Tell the store whose run this is: known only now, because recording did not wait.
   * @param {string} key
   */
  async #name(key) {
    const { recording, epoch } = await this.identity;
    this.#epoch ||= epoch;
    await this.#note(key, recording);
    this.#nextIndex += 1;
  }

  /**
   * A run was announced and the answer was lost: ask where the server stands and announce it again
   * as what comes next. The server leaves out the empty run that may lie in between.
   * @param {string} key
   */
  async #rename(key) {
    const { recording } = await this.identity;
    const { take } = await this.post(this.config.openUrl);
    if (take?.recording !== recording) throw new Refused(409, "superseded", "");
    this.#epoch = take.epoch;
    this.#nextIndex = take.next_index;
    await this.#note(key, recording);
    this.#nextIndex += 1;
  }

  /**
   * @param {string} key
   * @param {string} recording
   */
  async #note(key, recording) {
    const entry = /** @type {slices.Entry} */ (await slices.look(key));
    const name = { recording, epoch: this.#epoch, index: this.#nextIndex };
    await slices.note(key, { meta: { ...entry.meta, ...name } });
  }

  /**
   * Send one run after the other: the server takes them in order only.
   * @param {() => Promise<void>} send
   */
  #send(send) {
    this.#sending = this.#sending.then(send);
    this.#sending.catch((error) => this.listeners.onRefused(error, this));
  }

  /** @param {string} recording */
  #sendLeftovers(recording) {
    const send = async () => {
      for (const { key } of await slices.leftovers(recording)) {
        await slices.note(key, { ended: true });
        await this.#upload(key, this.listeners.onWaiting).run();
      }
    };
    this.#send(() => send().catch(() => {})); // what cannot be sent any more must not stop the answer
  }
}
