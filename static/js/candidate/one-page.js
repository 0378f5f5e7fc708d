/**
 * One page records at a time. The server fences every further part of a recording; between tabs of
 * one browser we can tell the older page at once, before somebody speaks into it in vain.
 */

const CHANNEL = "interview";

/** @type {BroadcastChannel | null} */
let channel = null;

/**
 * Take over a question from every other tab, and be told when another tab takes it over.
 * @param {string} question
 * @param {() => void} onTaken
 */
export function takeOver(question, onTaken) {
  channel?.close();
  channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", ({ data }) => data === question && onTaken());
  channel.postMessage(question);
}
