/**
 * Going to the next question without leaving the page: a new page would switch the camera off and
 * on, and some browsers would ask for permission every time.
 */

/**
 * @param {string} url
 * @param {(main: Element) => void} begin starts the recorder of the new question
 */
export async function goOn(url, begin) {
  const main = await fetchQuestion(url).catch(() => null);
  const old = document.querySelector("main");
  if (!main || !old) {
    location.assign(url);
    return;
  }
  old.replaceWith(main);
  scrollTo(0, 0);
  begin(main);
}

/**
 * Return the next question's `<main>`, or null if something else comes next.
 * @param {string} url
 */
async function fetchQuestion(url) {
  const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" } });
  const samePlace = new URL(response.url).pathname === location.pathname;
  if (!response.ok || !samePlace) return null;
  // Parsing obeys this page's policy, which knows no nonce but its own; the style is here already.
  const html = (await response.text()).replace(/<style[\s\S]*?<\/style>/g, "");
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("main");
  if (!main?.querySelector("[data-recorder]")) return null;
  document.title = page.title;
  return document.adoptNode(main);
}
