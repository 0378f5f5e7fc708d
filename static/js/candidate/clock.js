/** The server's clock, and how time is written. */

/**
 * Follow the server's clock from one reading of it. Counts with the monotonic clock, because the
 * computer's own may be wrong or be set while we count.
 * @param {string} now the server's time, ISO 8601
 * @param {number} sentAt performance.now() when the request left
 * @returns {() => number} the server's time in ms
 */
export function serverClock(now, sentAt) {
  const readAt = (sentAt + performance.now()) / 2;
  const offset = Date.parse(now) - readAt;
  return () => performance.now() + offset;
}

/**
 * Call `onTick` with the remaining milliseconds until nothing remains, then `onEnd` once.
 * @param {() => number} remaining
 * @param {(ms: number) => void} onTick
 * @param {() => void} onEnd
 * @returns {() => void} stops counting
 */
export function countDown(remaining, onTick, onEnd) {
  const tick = () => {
    const left = remaining();
    onTick(Math.max(0, left));
    if (left > 0) return;
    stop();
    onEnd();
  };
  const timer = setInterval(tick, 100);
  const stop = () => clearInterval(timer);
  tick();
  return stop;
}

/** @param {number} seconds */
const minutes = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/**
 * Write what remains as m:ss, rounded up: 0:00 means over.
 * @param {number} ms
 */
export const asClock = (ms) => minutes(Math.ceil(ms / 1000 - 0.001));

/**
 * Write how long something is as m:ss, rounded down as players do.
 * @param {number} ms
 */
export const asLength = (ms) => minutes(Math.floor(ms / 1000));
