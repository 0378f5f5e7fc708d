// Tells the page to look again when something has changed. The socket carries no content, and the
// page is right without it: it looks again by itself.

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const STEADY_MS = 10_000;
const REFUSED = 4404;

const place = document.querySelector("[data-live]");
let socket = null;
let failures = 0;
let timer = 0;

function lookAgain() {
  document.body.dispatchEvent(new CustomEvent("live:changed"));
}

// Half fixed, half by chance: a restarted server is not met by every page at once.
function pause() {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  return longest / 2 + (Math.random() * longest) / 2;
}

function connect() {
  const url = new URL(place.dataset.live, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  socket = new WebSocket(url);
  let openedAt = Infinity;
  socket.addEventListener("open", () => {
    openedAt = performance.now();
    lookAgain(); // something may have been missed
  });
  socket.addEventListener("message", lookAgain);
  socket.addEventListener("close", (event) => {
    if (event.code === REFUSED || event.target !== socket) return;
    failures = performance.now() - openedAt > STEADY_MS ? 0 : failures + 1;
    timer = setTimeout(connect, pause());
  });
}

function leave() {
  clearTimeout(timer);
  const left = socket;
  socket = null;
  left?.close();
}

if (place) {
  connect();
  // An open socket would keep the page out of the browser's back-and-forward cache.
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => {
    if (event.persisted) connect();
  });
}
