/** One run of the browser's recorder: slices of a second, and a clock of what was recorded. */

const SLICE_MS = 1000;
/** A device that delivers nothing for so long will not begin to. */
const START_MS = 5_000;

const TYPES = {
  video: ["video/webm;codecs=vp8,opus", "video/webm;codecs=vp9,opus", "video/webm", "video/mp4"],
  audio: ["audio/webm;codecs=opus", "audio/mp4"],
};

/**
 * Return the first type that this browser can record, or "" to let it choose.
 * @param {"video"|"audio"} media
 */
export const pickType = (media) =>
  TYPES[media].find((type) => MediaRecorder.isTypeSupported(type)) ?? "";

/**
 * The tracks to record: an answer in sound takes no picture, even if the camera is on.
 * @param {MediaStream} stream
 * @param {"video"|"audio"} media
 */
const tracksOf = (stream, media) =>
  media === "video" ? stream : new MediaStream(stream.getAudioTracks());

export class Recorder {
  /** @type {Blob[]} */
  #parts = [];
  #startedAt = 0;
  #stoppedAt = 0;

  /**
   * @param {MediaStream} stream
   * @param {"video"|"audio"} media
   * @param {(slice: Blob) => void} onSlice
   * @param {() => void} onLost called when the recorder ends although nobody stopped it
   */
  constructor(stream, media, onSlice, onLost) {
    this.recorder = new MediaRecorder(tracksOf(stream, media), {
      mimeType: pickType(media),
      audioBitsPerSecond: 64_000,
      ...(media === "video" && { videoBitsPerSecond: 1_200_000 }),
    });
    this.onSlice = onSlice;
    /** Resolves when the last slice has been handed out. */
    this.ended = new Promise((resolve) => this.recorder.addEventListener("stop", resolve));
    this.#listen(stream, media, onLost);
  }

  /** The kind of file, known exactly only once recording has begun. */
  get type() {
    return this.recorder.mimeType;
  }

  /** How long this run has recorded, in ms. */
  get elapsed() {
    if (!this.#startedAt) return 0;
    return (this.#stoppedAt || performance.now()) - this.#startedAt;
  }

  get blob() {
    return new Blob(this.#parts, { type: this.type });
  }

  /** Start; resolves when the recorder really runs, rejects if it does not come to that. */
  start() {
    const running = new Promise((resolve, reject) => {
      this.recorder.addEventListener("start", resolve);
      setTimeout(() => {
        if (!this.#startedAt) this.stop();
        reject(new Error("The recorder does not start."));
      }, START_MS);
    });
    this.recorder.start(SLICE_MS);
    return running;
  }

  /** Stop, and resolve when the last slice has been handed out. */
  stop() {
    this.#stoppedAt ||= performance.now();
    if (this.recorder.state !== "inactive") this.recorder.stop();
    return this.ended;
  }

  /**
   * @param {MediaStream} stream
   * @param {"video"|"audio"} media
   * @param {() => void} onLost
   */
  #listen(stream, media, onLost) {
    const lost = () => {
      if (this.#stoppedAt) return;
      this.stop();
      onLost();
    };
    this.recorder.addEventListener("start", () => (this.#startedAt = performance.now()));
    this.recorder.addEventListener("dataavailable", ({ data }) => this.#take(data));
    this.recorder.addEventListener("error", lost);
    this.recorder.addEventListener("stop", lost);
    // The recorder goes on as long as one track lives: a lost camera would leave a frozen picture.
    for (const track of tracksOf(stream, media).getTracks()) track.addEventListener("ended", lost);
  }

  /** @param {Blob} slice */
  #take(slice) {
    if (!slice.size) return;
    this.#parts.push(slice);
    this.onSlice(slice);
  }
}
