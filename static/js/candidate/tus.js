/**
 * Sends one run of the recorder with the tus 1.0 protocol while it is still being recorded.
 *
 * One request at a time. Nothing leaves the store before the server has acknowledged it, and after
 * any doubt the server is asked where it stands instead of guessing.
 */

import { Refused, Unreachable, failure, isPassing, request, token } from "./api.js";
import { persist } from "./retry.js";
import * as slices from "./slices.js";

/** After an outage several slices travel together; more per request would hide the progress. */
const BATCH_BYTES = 512 * 1024;

/** So often may the server contradict itself about the offset before we stop believing in it. */
const MOST_CONFLICTS = 6;

const CHECKSUM_MISMATCH = 460;
const LOCKED = 423;
const CONFLICT = 409;

/** @param {ArrayBuffer} bytes */
async function checksum(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256 ${btoa(String.fromCharCode(...digest))}`;
}

/** @param {object} meta */
const asMetadata = (meta) =>
  Object.entries(meta)
    .map(([name, value]) => `${name} ${btoa(String(value))}`)
    .join(",");

export class TusUpload {
  #offset = 0;
  #unsure = false;
  #conflicts = 0;
  #poked = false;
  #announced = false;
  #wake = () => {};

  /**
   * @param {string} key of the run in the store
   * @param {{uploadsUrl: string, csrf: string, maxSliceBytes: number}} config
   * @param {{onSent: (bytes: number) => void, onWaiting: (waiting: boolean) => void,
   *   rename: () => Promise<void>}} listeners `rename` gives the run a new name on the server
   */
  constructor(key, config, { onSent, onWaiting, rename }) {
    this.key = key;
    this.config = config;
    this.onSent = onSent;
    this.onWaiting = onWaiting;
    this.rename = rename;
    this.batch = Math.min(BATCH_BYTES, config.maxSliceBytes);
  }

  /** Tell the upload that the store has something new. */
  poke() {
    this.#poked = true;
    this.#wake();
  }

  /** Send until the run has ended and all of it has arrived. Rejects only with `Refused`. */
  async run() {
    const entry = await slices.look(this.key);
    this.#unsure = Boolean(entry?.url); // an earlier page began it: ask where it stands
    while (!(await persist(() => this.#advance(), this.onWaiting))) {
      await this.#more();
    }
    await slices.remove(this.key);
  }

  /** Do everything that can be done now; return whether the upload is complete. */
  async #advance() {
    for (;;) {
      const entry = /** @type {slices.Entry} */ (await slices.look(this.key));
      if (!entry.url) await this.#create();
      else if (this.#unsure) {
        if (await this.#ask(entry)) return true;
      } else {
        const body = await slices.read(this.key, this.#offset, this.batch);
        if (!body) throw new Refused(CONFLICT, "bytes_lost", "");
        const last = entry.ended && this.#offset + body.size === entry.size;
        if (!body.size && !last) return false;
        if ((await this.#send(entry, body, last)) && last) return true;
      }
    }
  }

  /** Wait for more bytes. A poke that came while we were sending is not forgotten. */
  async #more() {
    if (!this.#poked) await new Promise((resolve) => (this.#wake = () => resolve(undefined)));
    this.#poked = false;
  }

  /** @param {Record<string, string>} [headers] */
  #headers(headers) {
    return {
      Accept: "application/json",
      "Tus-Resumable": "1.0.0",
      "X-CSRFToken": token(this.config.csrf),
      ...headers,
    };
  }

  async #create() {
    if (this.#announced) await this.rename();
    const { meta } = /** @type {slices.Entry} */ (await slices.look(this.key));
    this.#announced = true;
    const response = await request(this.config.uploadsUrl, {
      method: "POST",
      headers: this.#headers({ "Upload-Defer-Length": "1", "Upload-Metadata": asMetadata(meta) }),
    });
    if (response.status === LOCKED) throw new Unreachable("locked");
    if (response.status !== 201) throw await failure(response);
    await response.text(); // an answer left unread would keep the connection
    const at = new URL(response.headers.get("Location") ?? "", response.url);
    await slices.note(this.key, { url: at.pathname + at.search });
  }

  /**
   * Learn from the server how much it has; return whether that is all.
   * @param {slices.Entry} entry
   */
  async #ask(entry) {
    const response = await request(entry.url, { method: "HEAD", headers: this.#headers() });
    if (response.status === LOCKED) throw new Unreachable("locked");
    if (!response.ok) throw await failure(response);
    await this.#acknowledge(Number(response.headers.get("Upload-Offset")));
    this.#unsure = false;
    // The page that had the rest is gone: what the server has is all there is.
    if (entry.ended && this.#offset > entry.size) await slices.note(this.key, { size: this.#offset });
    return entry.ended && Number(response.headers.get("Upload-Length") ?? -1) === this.#offset;
  }

  /**
   * Send one body; return whether it was taken. After an offset conflict the caller asks first.
   * @param {slices.Entry} entry
   * @param {Blob} body
   * @param {boolean} last
   */
  async #send(entry, body, last) {
    const bytes = await body.arrayBuffer();
    const headers = this.#headers({
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(this.#offset),
      "Upload-Checksum": await checksum(bytes),
      ...(last && { "Upload-Length": String(entry.size) }),
    });
    const options = { method: "PATCH", headers, body: bytes };
    const response = await request(entry.url, options).catch((error) => {
      this.#unsure = true; // it may have arrived although the answer did not
      throw error;
    });
    if (response.ok) {
      this.#conflicts = 0;
      await this.#acknowledge(Number(response.headers.get("Upload-Offset")));
      return true;
    }
    return this.#cope(response);
  }

  /** @param {Response} response */
  async #cope(response) {
    const error = /** @type {any} */ (await failure(response));
    const moved = response.status === CONFLICT && ["", "offset_mismatch"].includes(error.code);
    this.#unsure = moved || isPassing(response.status);
    if (moved && ++this.#conflicts < MOST_CONFLICTS) {
      if (this.#conflicts > 1) throw new Unreachable("offset"); // not in a hot loop
      return false;
    }
    if ([LOCKED, CHECKSUM_MISMATCH].includes(response.status)) {
      throw new Unreachable(`HTTP ${response.status}`);
    }
    throw error;
  }

  /** @param {number} offset */
  async #acknowledge(offset) {
    this.#offset = offset;
    await slices.release(this.key, offset);
    queueMicrotask(() => this.onSent(offset)); // what the page makes of it must not stop the upload
  }
}
