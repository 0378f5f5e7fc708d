/** What both the device check and the question say about devices. */

import { DeviceProblem } from "./devices.js";
import { watchLevel } from "./level.js";

/**
 * Show the instructions that fit the problem.
 * @param {import("./view.js").View} view
 * @param {unknown} error
 * @param {boolean} soundAllowed whether sound only is a way out here
 */
export function showProblem(view, error, soundAllowed) {
  const code = error instanceof DeviceProblem ? error.code : "busy";
  for (const text of view.root.querySelectorAll("[data-problem-text]")) {
    text.hidden = text.dataset.problemText !== code;
  }
  view.toggle("sound-only", soundAllowed && ["no-camera", "busy"].includes(code));
  view.show("problem");
}

/**
 * Let the meter follow the microphone.
 * @param {import("./view.js").View} view
 * @param {MediaStream} stream
 * @param {(level: number) => void} onLevel
 * @returns {() => void} stops it
 */
export function showLevel(view, stream, onLevel) {
  const meter = view.part("level");
  return watchLevel(stream, (level) => {
    meter.style.setProperty("--level", level.toFixed(2));
    meter.setAttribute("aria-valuenow", String(Math.round(level * 100)));
    onLevel(level);
  });
}
