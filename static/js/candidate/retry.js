/** Trying again without making things worse. */

import { Unreachable } from "./api.js";

const FIRST_MS = 400;
const LONGEST_MS = 8_000;

/**
 * Wait a random time that grows with every attempt, so that a crowd does not come back at once.
 * The wait ends early when the browser says that it is online again.
 * @param {number} attempt
 */
export function pause(attempt) {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  const wait = most / 2 + (Math.random() * most) / 2;
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve(undefined);
    };
    const timer = setTimeout(go, wait);
    addEventListener("online", go);
  });
}

/**
 * Do the work until somebody answers; a refusal passes through.
 * @template T
 * @param {() => Promise<T>} work
 * @param {(waiting: boolean) => void} [onWaiting] told when an attempt failed and when one succeeded
 * @returns {Promise<T>}
 */
export async function persist(work, onWaiting = () => {}) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const result = await work();
      onWaiting(false);
      return result;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      onWaiting(true);
      await pause(attempt);
    }
  }
}
