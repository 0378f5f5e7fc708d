/** Cameras and microphones: opening them, remembering the choice, naming what went wrong. */

/** @typedef {"video" | "audio"} Media */

const CHOICE = "interview.devices";

/** Why there is no picture or no sound; `code` picks the instructions on the page. */
export class DeviceProblem extends Error {
  /** @param {"insecure"|"unsupported"|"denied"|"no-camera"|"no-microphone"|"busy"} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @returns {{media: Media, camera: string, microphone: string}} */
export function remembered() {
  const none = { media: /** @type {Media} */ ("video"), camera: "", microphone: "" };
  try {
    return { ...none, ...JSON.parse(sessionStorage.getItem(CHOICE) ?? "{}") };
  } catch {
    return none; // storage switched off, or something else's value
  }
}

/** @param {Partial<ReturnType<typeof remembered>>} choice */
export function remember(choice) {
  try {
    sessionStorage.setItem(CHOICE, JSON.stringify({ ...remembered(), ...choice }));
  } catch {
    // Without storage the browser's default devices are used on the next page.
  }
}

/** @param {MediaDeviceKind} kind */
async function devices(kind) {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((device) => device.kind === kind);
}

export const cameras = () => devices("videoinput");
export const microphones = () => devices("audioinput");

/** @param {ReturnType<typeof remembered>} choice */
const constraints = ({ media, camera, microphone }) => ({
  audio: microphone ? { deviceId: { exact: microphone } } : true,
  video: media === "video" && {
    ...(camera ? { deviceId: { exact: camera } } : { facingMode: "user" }),
    width: { ideal: 640 },
    height: { ideal: 480 },
    frameRate: { ideal: 30 },
  },
});

/**
 * @param {any} error
 * @param {Media} media
 */
async function diagnose(error, media) {
  if (["NotAllowedError", "SecurityError"].includes(error.name)) return new DeviceProblem("denied");
  if (error.name !== "NotFoundError") return new DeviceProblem("busy");
  const sound = await microphones().catch(() => []);
  return new DeviceProblem(media === "video" && sound.length ? "no-camera" : "no-microphone");
}

/** Throw the problem that no permission could solve. */
function checkBrowser() {
  if (!isSecureContext) throw new DeviceProblem("insecure");
  if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === "undefined") {
    throw new DeviceProblem("unsupported");
  }
}

/**
 * Open the remembered devices, or the default ones if those are gone.
 * @param {Media} media
 * @returns {Promise<MediaStream>}
 */
export async function openStream(media) {
  checkBrowser();
  const open = (/** @type {any} */ choice) =>
    navigator.mediaDevices.getUserMedia(constraints({ ...choice, media }));
  try {
    return await open(remembered()).catch((error) => {
      if (error.name !== "OverconstrainedError") throw error;
      return open({ camera: "", microphone: "" });
    });
  } catch (error) {
    throw await diagnose(error, media);
  }
}

/** @param {MediaStream | null} stream */
export function closeStream(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

/**
 * Whether a stream can still record this kind of answer, and takes no picture for one in sound.
 * @param {MediaStream | null} stream
 * @param {Media} media
 */
export function serves(stream, media) {
  const live = (/** @type {MediaStreamTrack[]} */ tracks) =>
    tracks.some((track) => track.readyState === "live");
  if (!stream || !live(stream.getAudioTracks())) return false;
  return live(stream.getVideoTracks()) === (media === "video");
}
