"""A real Chromium with a camera and a microphone that play a file."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.pages import watch
from tests.installation import Installation, installation
from tests.speech import speech_after_silence

HEAD_START_SECONDS = 6
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


def chromium() -> str:
    """Return the Chromium to drive: the one in CHROMIUM, else the first that is installed."""
    for name in [os.environ.get("CHROMIUM", ""), *NAMES]:
        if name and (path := shutil.which(name)):
            return path
    raise LookupError("No Chromium is installed; name one in CHROMIUM.")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Return the driver."""
    with sync_playwright() as running:
        yield running


@pytest.fixture
def browser(playwright: Playwright, tmp_path: Path) -> Iterator[Browser]:
    """Return a fresh browser, whose microphone speaks HEAD_START_SECONDS after it is opened."""
    speech = speech_after_silence(tmp_path / "microphone.wav", HEAD_START_SECONDS)
    browser = playwright.chromium.launch(
        executable_path=chromium(),
        args=[*ARGUMENTS, f"--use-file-for-fake-audio-capture={speech}%noloop"],
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Return a whole running installation whose pages do not poll: live messages must do."""
    folder = tmp_path_factory.mktemp("installation")
    with installation(folder, PAGE_POLL_SECONDS="0", DEFAULT_WORKERS="1") as made:
        made.start_web()
        made.start_worker("media")
        made.start_sweeper()
        yield made


@pytest.fixture
def new_page(browser: Browser, platform: Installation) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of a person of their own; no page may complain."""
    complaints: list[str] = []

    def opened(*, width: int = 1280, height: int = 800, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=platform.base_url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            permissions=["camera", "microphone"],
        )
        page = context.new_page()
        watch(page, complaints)
        return page

    yield opened
    assert complaints == [], "\n".join(complaints)


@pytest.fixture
def shots() -> Path | None:
    """Return the folder to put screenshots into, if SCREENSHOTS names one."""
    named = os.environ.get("SCREENSHOTS")
    return Path(named) if named else None
