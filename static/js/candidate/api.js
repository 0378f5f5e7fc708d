/**
 * Speaks JSON with the server. Two kinds of failure leave this file: `Refused` (the server said no,
 * in words for the person) and `Unreachable` (nobody answered properly; trying again is right).
 */

export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export class Unreachable extends Error {}

/**
 * The server's guard against forged requests goes by the cookie, and somebody who signs in in
 * another tab changes it: a recording must not end for that.
 * @param {string} rendered what the page was given
 */
export function token(rendered) {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? rendered;
}

/** A server that hangs must not hold an answer back for ever; a slow line may need this long. */
const PATIENCE_MS = 45_000;

/**
 * Fetch with a deadline; whatever never became an answer is `Unreachable`.
 * @param {string} url
 * @param {RequestInit} options
 */
export async function request(url, options) {
  try {
    return await fetch(url, {
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...options,
    });
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

/** @param {number} status */
export const isPassing = (status) => status >= 500 || status === 429 || status === 408;

/**
 * Turn a bad answer into the error it means.
 * @param {Response} response
 */
export async function failure(response) {
  if (isPassing(response.status)) return new Unreachable(`HTTP ${response.status}`);
  const said = await response.text().catch(() => "");
  const { code, message } = read(said, response.headers);
  return new Refused(response.status, code, message);
}

/**
 * JSON says both; the upload protocol says the code in a header and the words as plain text.
 * @param {string} said
 * @param {Headers} headers
 */
function read(said, headers) {
  const type = headers.get("Content-Type") ?? "";
  if (type.startsWith("text/plain")) return { code: headers.get("Upload-Error") ?? "", message: said };
  try {
    return { code: "", message: "", ...JSON.parse(said) };
  } catch {
    return { code: "", message: "" }; // a page, not an answer for us
  }
}

/**
 * @param {string} csrf
 * @returns {(url: string, body?: object) => Promise<any>}
 */
export function createPost(csrf) {
  return async (url, body = {}) => {
    const response = await request(url, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": token(csrf),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw await failure(response);
    try {
      return await response.json();
    } catch (error) {
      throw new Unreachable(String(error)); // the line broke inside the answer
    }
  };
}
