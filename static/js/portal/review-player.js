// Plays one answer. Links to recordings are short-lived: each is asked for when it is needed, and
// again when it has run out, at the same second.

const QUICK_FAILURE_MS = 5000;

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

async function freshLink(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (answer.redirected) throw new Error("signed-out");
  if (!answer.ok) throw new Error("broken");
  return (await answer.json()).url;
}

export function makePlayer(root, { onTime, onNext, nextOf }) {
  const words = root.dataset;
  const video = root.querySelector("video");
  const range = root.querySelector("input[type=range]");
  const [now, all] = [root.querySelector("[data-now]"), root.querySelector("[data-all]")];
  const note = root.querySelector(".player-note");
  const next = root.querySelector(".player-next");
  const buttons = Object.fromEntries(
    [...root.querySelectorAll("[data-act]")].map((button) => [button.dataset.act, button]),
  );
  let address = ""; // where links to the chosen recording come from
  let loadedAt = 0;
  let ticket = 0; // the newest load wins
  let frame = 0;
  let resumeAt = 0;

  function say(text, { retry = false } = {}) {
    note.hidden = !text;
    note.querySelector("span").textContent = text;
    buttons.retry.hidden = !retry;
  }

  function duration() {
    return Number.isFinite(video.duration) ? video.duration : Number(range.max);
  }

  function show() {
    const [at, end] = [video.currentTime, duration()];
    now.textContent = clock(video.ended ? Math.round(end) : at);
    all.textContent = clock(Math.round(end));
    range.max = end || 1;
    range.value = at;
    root.style.setProperty("--played", end ? at / end : 0);
    range.setAttribute(
      "aria-valuetext",
      words.position.replace("{now}", clock(at)).replace("{all}", clock(Math.round(end))),
    );
    onTime(at);
  }

  function tick() {
    show();
    frame = requestAnimationFrame(tick);
  }

  function playing(yes) {
    cancelAnimationFrame(frame);
    root.toggleAttribute("data-playing", yes);
    buttons.toggle.setAttribute("aria-label", yes ? words.pause : words.play);
    if (yes) tick();
    else show();
  }

  async function open({ at = 0, play = false } = {}) {
    const mine = ++ticket;
    resumeAt = at;
    say(words.loading);
    try {
      const url = await freshLink(address);
      if (mine !== ticket) return;
      loadedAt = performance.now();
      video.src = url;
      video.playbackRate = video.defaultPlaybackRate;
      video.addEventListener("loadedmetadata", () => ready(mine, play), { once: true });
    } catch (error) {
      if (mine === ticket) fail(error.message === "signed-out" ? words.signedOut : words.broken);
    }
  }

  function ready(mine, play) {
    if (mine !== ticket) return;
    say("");
    if (resumeAt) video.currentTime = resumeAt;
    resumeAt = 0;
    root.toggleAttribute("data-audio", video.videoWidth === 0);
    show();
    if (play) start();
  }

  function fail(text) {
    say(text, { retry: true });
    playing(false);
  }

  function start() {
    video.play().catch(() => playing(false)); // a browser may want a click first
  }

  function enable(yes) {
    buttons.toggle.disabled = range.disabled = buttons.full.disabled = !yes;
  }

  function clear(text) {
    ticket += 1;
    video.pause();
    video.removeAttribute("src");
    video.load();
    root.removeAttribute("data-audio");
    say(text);
    show();
  }

  // Why there is nothing to play, from the state of the answer.
  function reason(state) {
    if (state === "rejected" || state === "failed") return words.unusable;
    return state === "waiting" ? words.nothing : words.working;
  }

  function load(chapter, { play = false } = {}) {
    const link = chapter.dataset.link ?? "";
    next.hidden = true;
    address = link;
    enable(Boolean(link));
    range.max = Number(chapter.dataset.ms ?? 0) / 1000;
    root.toggleAttribute("data-audio", chapter.dataset.media === "audio");
    if (link) open({ play });
    else clear(reason(chapter.dataset.state));
  }

  function seek(seconds, { play = false } = {}) {
    next.hidden = true;
    if (!address) return;
    if (video.readyState === 0) resumeAt = seconds;
    else video.currentTime = Math.min(Math.max(0, seconds), duration());
    if (play && video.paused) start();
    show();
  }

  function toggle() {
    if (!address) return;
    if (video.paused) start();
    else video.pause();
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (address) (root.requestFullscreen ?? video.webkitEnterFullscreen)?.call(
      root.requestFullscreen ? root : video,
    );
  }

  video.addEventListener("play", () => {
    next.hidden = true;
    playing(true);
  });
  video.addEventListener("pause", () => playing(false));
  video.addEventListener("timeupdate", show);
  video.addEventListener("seeked", show);
  video.addEventListener("durationchange", show);
  video.addEventListener("waiting", () => root.toggleAttribute("data-waiting", true));
  for (const name of ["playing", "canplay", "pause"]) {
    video.addEventListener(name, () => root.toggleAttribute("data-waiting", false));
  }

  video.addEventListener("ended", () => {
    const following = nextOf();
    if (!following) return;
    const { chapter: n, question } = following.dataset;
    next.querySelector("span").textContent = words.next
      .replace("{n}", n)
      .replace("{question}", question);
    next.hidden = false;
  });

  video.addEventListener("error", () => {
    if (!address || !video.hasAttribute("src")) return;
    // Once for a link that has run out; a recording that fails at once has another trouble.
    if (performance.now() - loadedAt < QUICK_FAILURE_MS) {
      fail(words.broken);
      return;
    }
    open({ at: video.currentTime, play: root.hasAttribute("data-playing") });
  });

  range.addEventListener("input", () => seek(Number(range.value)));
  video.addEventListener("click", toggle);
  video.addEventListener("dblclick", full);
  buttons.toggle.addEventListener("click", toggle);
  buttons.next.addEventListener("click", onNext);
  buttons.full.addEventListener("click", full);
  buttons.retry.addEventListener("click", () => open({ at: video.currentTime || resumeAt }));
  buttons.mute.addEventListener("click", () => {
    video.muted = !video.muted;
    buttons.mute.setAttribute("aria-pressed", String(video.muted));
  });
  root.querySelector("select").addEventListener("change", (event) => {
    video.defaultPlaybackRate = video.playbackRate = Number(event.target.value);
  });

  return {
    load,
    seek,
    toggle,
    full,
    skip: (by) => seek(video.currentTime + by),
    isFor: (chapter) => Boolean(address) && address === chapter.dataset.link,
    // The page has new facts about the chosen answer: play on, or begin to be able to.
    update: (chapter) => {
      if ((chapter.dataset.link ?? "") !== address) load(chapter);
      else if (!address) say(reason(chapter.dataset.state));
    },
  };
}
