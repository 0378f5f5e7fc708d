/** Plays what was just recorded, from this computer's memory. */

/**
 * A recorder writes no duration into its file, so the player would show an endless bar: looking
 * for the far end once lets the browser find it.
 * @param {HTMLMediaElement} player
 */
function findDuration(player) {
  if (Number.isFinite(player.duration)) return;
  player.addEventListener("seeked", () => (player.currentTime = 0), { once: true });
  player.currentTime = 1e7;
}

/**
 * Let a player show the runs of a take one after the other.
 * @param {HTMLMediaElement} player
 */
export function createPlayback(player) {
  /** @type {string[]} */
  let urls = [];
  let at = 0;

  const load = (/** @type {number} */ index) => {
    at = index;
    player.src = urls[index];
  };
  player.addEventListener("loadedmetadata", () => findDuration(player));
  player.addEventListener("ended", () => {
    if (urls.length < 2 || player.currentTime === 0) return;
    const more = at + 1 < urls.length;
    load(more ? at + 1 : 0);
    if (more) player.play();
  });

  return {
    /** @param {Blob[]} blobs */
    show(blobs) {
      this.clear();
      urls = blobs.map((blob) => URL.createObjectURL(blob));
      load(0);
    },
    clear() {
      player.pause();
      player.removeAttribute("src");
      urls.forEach((url) => URL.revokeObjectURL(url));
      urls = [];
    },
  };
}
