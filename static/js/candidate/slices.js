/**
 * Where recorded bytes wait until the server has them.
 *
 * Kept in memory for now; only the addresses of unfinished uploads survive a reload, so that the
 * next page can at least close them. Every call is asynchronous and the page already sends what
 * `leftovers()` returns: a store that keeps the bytes too replaces this file and nothing else.
 *
 * @typedef {{recording: string, index: number, start_ms: number, epoch: number, filetype: string}} Meta
 * @typedef {{key: string, meta: Meta, url: string, size: number, ended: boolean}} Entry
 */

/** @typedef {Entry & {base: number, slices: Blob[]}} Kept */

const ADDRESSES = "interview.uploads";

/** @type {Map<string, Kept>} */
const entries = new Map(readAddresses().map((entry) => [entry.key, entry]));

/** @returns {Kept[]} */
function readAddresses() {
  try {
    return JSON.parse(sessionStorage.getItem(ADDRESSES) ?? "[]");
  } catch {
    return []; // storage switched off
  }
}

/** An earlier page's bytes are gone, so for the next page this upload has ended. */
function writeAddresses() {
  const begun = [...entries.values()].filter((entry) => entry.url);
  const addresses = begun.map(({ key, meta, url }) => ({
    ...{ key, meta, url },
    ...{ size: 0, base: 0, ended: true, slices: [] },
  }));
  try {
    sessionStorage.setItem(ADDRESSES, JSON.stringify(addresses));
  } catch {
    // Storage switched off: only a reload in the middle of an answer is affected.
  }
}

/**
 * Make room for one run of the recorder.
 * @param {string} key
 * @param {Meta} meta
 */
export async function begin(key, meta) {
  entries.set(key, { key, meta, url: "", size: 0, ended: false, base: 0, slices: [] });
}

/**
 * Complete what was not known when the run began.
 * @param {string} key
 * @param {Partial<Pick<Entry, "url" | "ended" | "meta" | "size">>} facts
 */
export async function note(key, facts) {
  Object.assign(entries.get(key) ?? {}, facts);
  if (facts.url) writeAddresses();
}

/**
 * @param {string} key
 * @param {Blob} slice
 */
export async function append(key, slice) {
  const entry = entries.get(key);
  if (!entry) return;
  entry.slices.push(slice);
  entry.size += slice.size;
}

/**
 * @param {string} key
 * @returns {Promise<Entry | undefined>}
 */
export async function look(key) {
  return entries.get(key);
}

/**
 * Return at most `most` bytes from `offset` on, or null if they are no longer kept.
 * @param {string} key
 * @param {number} offset counted from the start of the run
 * @param {number} most
 */
export async function read(key, offset, most) {
  const entry = entries.get(key);
  if (!entry || offset < entry.base || offset > entry.size) return null;
  return new Blob(entry.slices).slice(offset - entry.base, offset - entry.base + most);
}

/**
 * Forget the slices that lie wholly before `offset`: the server has them on disk.
 * @param {string} key
 * @param {number} offset
 */
export async function release(key, offset) {
  const entry = entries.get(key);
  while (entry?.slices.length && entry.base + entry.slices[0].size <= offset) {
    entry.base += /** @type {Blob} */ (entry.slices.shift()).size;
  }
}

/** @param {string} key */
export async function remove(key) {
  entries.delete(key);
  writeAddresses();
}

/**
 * Return the runs of a recording that an earlier page left behind.
 * @param {string} recording
 * @returns {Promise<Entry[]>}
 */
export async function leftovers(recording) {
  return [...entries.values()].filter((entry) => entry.meta.recording === recording);
}
