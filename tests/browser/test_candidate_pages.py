"""The recorder against a bad line: whatever happens, the server ends up with the page's bytes."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from tests.browser.pages import look_both
from tests.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

Fault = Callable[[Route], None]
UPLOADS = "**/uploads/**"
TAKES = "**/takes/"

# Keeps what every recorder of the page produced, beside what the page itself does with it.
SPY = """
    window.runs = [];
    const start = MediaRecorder.prototype.start;
    MediaRecorder.prototype.start = function (...given) {
        const parts = [];
        window.runs.push(parts);
        this.addEventListener("dataavailable", ({data}) => parts.push(data));
        return start.apply(this, given);
    };
    window.hashes = () => Promise.all(window.runs.map(async (parts) => {
        const bytes = await new Blob(parts).arrayBuffer();
        const digest = await crypto.subtle.digest("SHA-256", bytes);
        return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
    }));
"""
UNPLUG = """
    const [track] = document.querySelector('[data-part="preview"]').srcObject.getVideoTracks();
    track.stop();
    track.dispatchEvent(new Event("ended"));
"""


@pytest.fixture
def page(browser: Browser, platform: Installation) -> Iterator[Page]:
    """Return a page at the first question of a fresh invitation, thinking."""
    context = browser.new_context(permissions=["camera", "microphone"])
    page = context.new_page()
    page.add_init_script(SPY)
    page.goto(platform.seed()["invitation"]["url"])
    page.get_by_role("link", name="Continue").click()
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Agree and continue").click()
    page.get_by_role("button", name="Go to the first question").click()
    in_state(page, "preparing")
    yield page
    context.close()


def in_state(page: Page, state: str) -> None:
    expect(page.locator(f'[data-recorder][data-state="{state}"]')).to_be_attached(timeout=30_000)


def record(page: Page, seconds: float) -> None:
    page.get_by_role("button", name="Start answer now").click()
    in_state(page, "recording")
    page.wait_for_timeout(seconds * 1000)


def finish(page: Page) -> None:
    page.get_by_role("button", name="Finish answer").click()
    in_state(page, "review")


def lost(platform: Installation, page: Page) -> list[str]:
    """Return the hashes of those runs that the server does not have byte for byte."""
    spool = platform.folder / "spool"
    kept = {hashlib.sha256(file.read_bytes()).hexdigest() for file in spool.iterdir()}
    hashes: list[str] = page.evaluate("hashes()")
    assert hashes
    return [value for value in hashes if value not in kept]


def answers(status: int, numbers: set[int]) -> Fault:
    """Let the given PATCHes, counted from 1, be answered with that status, unseen by the server."""
    seen: list[Route] = []

    def fault(route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        seen.append(route)
        if len(seen) in numbers:
            route.fulfill(status=status)
        else:
            route.continue_()

    return fault


def loses_answers(method: str, numbers: set[int]) -> Fault:
    """Let the given requests reach the server and their answers get lost."""
    seen: list[Any] = []

    def fault(route: Route) -> None:
        if route.request.method != method:
            route.continue_()
            return
        seen.append(route)
        if len(seen) in numbers:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    return fault


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        pytest.param(UPLOADS, answers(500, {2, 3, 4}), id="500"),
        pytest.param(UPLOADS, answers(409, {2, 3}), id="409"),
        pytest.param(UPLOADS, answers(423, {2, 3}), id="423"),
        pytest.param(UPLOADS, answers(460, {2, 3}), id="460"),
        pytest.param(UPLOADS, loses_answers("PATCH", {2, 4}), id="slice answers lost"),
        pytest.param(UPLOADS, loses_answers("POST", {1}), id="upload answer lost"),
        pytest.param(TAKES, loses_answers("POST", {1}), id="take answer lost"),
    ],
)
def test_no_byte_is_lost(platform: Installation, page: Page, address: str, fault: Fault) -> None:
    page.route(address, fault)
    record(page, 4)
    finish(page)
    assert lost(platform, page) == []
    page.get_by_role("button", name="Keep this answer").click()
    expect(page).to_have_title("Question 2 of 2 · Northwind Demo")


def test_an_outage_is_waited_out(platform: Installation, page: Page) -> None:
    record(page, 1.5)
    page.context.set_offline(True)
    expect(page.get_by_text("No connection at the moment")).to_be_visible(timeout=15_000)
    look_both(page, "offline")
    page.get_by_role("button", name="Finish answer").click()
    in_state(page, "finishing")
    look_both(page, "finishing")
    page.context.set_offline(False)
    in_state(page, "review")
    assert lost(platform, page) == []


def test_a_reload_continues_the_same_take(platform: Installation, page: Page) -> None:
    def leave(dialog: Dialog) -> None:
        dialog.accept()

    record(page, 3)
    page.on("dialog", leave)
    page.reload()
    in_state(page, "interrupted")
    look_both(page, "interrupted")
    page.get_by_role("button", name="Go on with my answer").click()
    in_state(page, "recording")
    page.wait_for_timeout(2000)
    finish(page)
    assert lost(platform, page) == []
    page.get_by_role("button", name="Keep this answer").click()
    expect(page).to_have_title("Question 2 of 2 · Northwind Demo")


def test_a_lost_camera_interrupts_even_offline(platform: Installation, page: Page) -> None:
    record(page, 1.5)
    page.context.set_offline(True)
    page.evaluate(UNPLUG)
    in_state(page, "interrupted")
    page.get_by_role("button", name="Go on with my answer").click()
    in_state(page, "recording")
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    finish(page)
    assert len(page.evaluate("hashes()")) == 2
    assert lost(platform, page) == []


def test_an_older_tab_gives_way(page: Page) -> None:
    record(page, 1.5)
    newer = page.context.new_page()
    newer.goto(page.url)
    in_state(newer, "interrupted")
    in_state(page, "refused")
    look_both(page, "refused")
    expect(page.get_by_text("goes on in another tab")).to_be_visible()


def test_a_refused_camera_is_explained(page: Page) -> None:
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia ="
        " () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    page.reload()
    in_state(page, "problem")
    expect(page.get_by_text("does not let this page use your camera")).to_be_visible()
    look_both(page, "problem")
