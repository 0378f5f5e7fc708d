/** How loud the microphone is, for a meter and for noticing silence. */

/** @type {AudioContext | null} */
let context = null;

/** Some browsers let sound be processed only after a click or a key. */
function wake() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}
addEventListener("pointerdown", () => context && wake());
addEventListener("keydown", () => context && wake());

/** −60 dB and below is 0, full scale is 1: equal steps on the meter sound equally large. */
const asFraction = (/** @type {number} */ rms) =>
  Math.min(1, Math.max(0, 1 + (20 * Math.log10(rms || 1e-9)) / 60));

/**
 * Report the level ten times a second.
 * @param {MediaStream} stream
 * @param {(level: number) => void} onLevel 0 to 1; not called while the browser lets us hear nothing
 * @returns {() => void} stops listening
 */
export function watchLevel(stream, onLevel) {
  wake();
  const audio = /** @type {AudioContext} */ (context);
  const source = audio.createMediaStreamSource(stream);
  const analyser = audio.createAnalyser();
  analyser.fftSize = 2048;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    if (audio.state !== "running") return;
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    onLevel(asFraction(Math.sqrt(power)));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}

/** Below this, even a quiet voice near the microphone does not stay for seconds. */
const QUIET = 0.2;

/**
 * Make a listener that tells, once per change, whether nothing was heard for `ms`.
 * @param {number} ms
 * @param {(silent: boolean) => void} onChange
 */
export function silenceNotice(ms, onChange) {
  let heardAt = performance.now();
  let silent = false;
  return (/** @type {number} */ level) => {
    if (level > QUIET) heardAt = performance.now();
    const now = performance.now() - heardAt > ms;
    if (now !== silent) onChange((silent = now));
  };
}
