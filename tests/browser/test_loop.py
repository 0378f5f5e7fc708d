"""The whole loop, by hand in a browser: sign up, activate, invite, answer, read, decide."""

import re
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import look_both
from tests.engines.wer import word_error_rate
from tests.installation import Installation, wait_for
from tests.speech import SPEECH_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PASSWORD = "a long enough secret"
SPEECH_SECONDS = 54
QUESTION = "Tell me about a time when you debugged a production issue."
OpenPage = Callable[..., Page]


def test_the_whole_loop(platform: Installation, new_page: OpenPage, shots: Path | None) -> None:
    staff = platform.seed()["staff"]
    company, candidate = new_page(), new_page()
    sign_up(company, shots)
    activate(new_page(), staff, shots)
    company.goto("/app/")
    make_interview(company, shots)
    link = invite(company, shots)
    answer(candidate, link, shots)
    transcript_seconds = read(platform, company, shots)
    assert transcript_seconds <= 2
    check_words(platform)
    check_recording(platform, company)
    decide(company, shots)


def sign_up(page: Page, shots: Path | None) -> None:
    page.goto("/sign-up/")
    look_both(page, "sign-up", shots)
    page.get_by_label("Company").fill("Loop Ltd")
    page.get_by_label("Your name").fill("Lena Loop")
    page.get_by_label("E-mail address").fill("lena@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/app/" in page.url
    look_both(page, "waiting", shots)


def activate(page: Page, staff: dict[str, str], shots: Path | None) -> None:
    page.goto("/admin/")
    page.locator("input[name=username]").fill(staff["email"])
    page.locator("input[name=password]").fill(staff["password"])
    page.locator("[type=submit]").first.click()
    page.goto("/admin/accounts/company/?status__exact=pending")
    page.locator("tr", has_text="Loop Ltd").locator("input[type=checkbox]").check()
    page.locator("select[name=action]").select_option("activate")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("Loop Ltd is active.")).to_be_visible()
    if shots is not None:
        page.screenshot(path=shots / "back-office-1280.png")
    page.context.close()


def make_interview(page: Page, shots: Path | None) -> None:
    look_both(page, "responses-empty", shots)
    page.goto("/app/interviews/")
    look_both(page, "interviews-empty", shots)
    page.goto("/app/interviews/new/")
    page.get_by_label("Title").fill("Site reliability engineer")
    look_both(page, "interview-new", shots)
    page.get_by_role("button", name="Create and add questions").click()
    page.get_by_label("Question", exact=True).fill(QUESTION)
    page.get_by_label("Time to think (seconds)").fill("20")
    page.get_by_label("Time to answer (seconds)").fill("120")
    look_both(page, "editor", shots)
    page.get_by_role("button", name="Add question").click()
    page.get_by_role("button", name="Publish").click()
    page.goto("/app/interviews/")
    look_both(page, "interviews", shots)


def invite(page: Page, shots: Path | None) -> str:
    page.get_by_role("link", name="Site reliability engineer").first.click()
    page.get_by_role("textbox", name="Candidate").fill("Kim Candidate")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("#invitation-link").input_value()
    look_both(page, "invited", shots)
    return link


def answer(page: Page, link: str, shots: Path | None) -> None:
    page.goto(link)
    assert link.rsplit("/", 2)[1] not in page.url
    look_both(page, "welcome", shots)
    page.get_by_role("link", name="Continue").click()
    look_both(page, "consent", shots)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Agree and continue").click()
    check_devices(page, shots)
    record(page, shots)
    look_both(page, "check", shots)
    page.get_by_role("button", name="Hand in my answers").click()
    expect(page).to_have_url(re.compile("/done/$"))
    look_both(page, "done", shots)


def check_devices(page: Page, shots: Path | None) -> None:
    turn_on = page.get_by_role("button", name="Turn on camera and microphone")
    test = page.get_by_role("button", name="Record 5 seconds")
    expect(turn_on.or_(test)).to_be_visible()
    if turn_on.is_visible():
        turn_on.click()
    test.click()
    expect(page.get_by_role("button", name="Test again")).to_be_visible(timeout=15_000)
    look_both(page, "device", shots)
    page.get_by_role("button", name="Go to the first question").click()


def record(page: Page, shots: Path | None) -> None:
    start = page.get_by_role("button", name="Start answer now")
    expect(start).to_be_visible()
    look_both(page, "preparing", shots)
    start.click()
    finish = page.get_by_role("button", name="Finish answer")
    expect(finish).to_be_visible()
    begun = time.monotonic()
    look_both(page, "recording", shots)
    page.wait_for_timeout((SPEECH_SECONDS - (time.monotonic() - begun)) * 1000)
    finish.click()
    keep = page.get_by_role("button", name="Keep this answer")
    expect(keep).to_be_visible(timeout=15_000)
    look_both(page, "review-answer", shots)
    keep.click()
    expect(page.get_by_role("button", name="Hand in my answers")).to_be_visible()


def read(platform: Installation, page: Page, shots: Path | None) -> float:
    """Open the response before its transcript is there; return the page's delay behind it."""
    page.goto("/app/responses/")
    look_both(page, "responses", shots)
    page.get_by_role("link", name="Kim Candidate").first.click()
    words = page.locator("[data-transcript] .w")
    assert words.count() == 0, "the transcript was there before the page was"
    wait_for(lambda: _transcripts(platform), 60)
    committed = time.monotonic()
    expect(words.first).to_be_visible(timeout=10_000)
    seconds = time.monotonic() - committed
    print(f"transcript on the open page {seconds:.2f} s after its commit")  # noqa: T201
    expect(page.get_by_role("term").filter(has_text="Speech rate").first).to_be_visible(
        timeout=20_000
    )
    page.wait_for_timeout(500)
    look_both(page, "response", shots)
    return seconds


def _transcripts(platform: Installation) -> list[tuple[Any, ...]]:
    return platform.sql("SELECT text FROM analytics_transcript")


def check_words(platform: Installation) -> None:
    rate = word_error_rate(SPEECH_TEXT.read_text(), _transcripts(platform)[0][0])
    print(f"word error rate {rate:.3f}")  # noqa: T201
    assert rate <= 0.25


def check_recording(platform: Installation, page: Page) -> None:
    """Check that the browser can seek in the played file, and that nothing of it was lost."""
    video = page.locator("#player video")
    duration = wait_for(lambda: video.evaluate("v => v.readyState >= 1 && v.duration"), 20)
    original = next(platform.folder.glob("media/**/original-000-*.bin")).read_bytes()
    recorded = packet_seconds(original)
    print(f"played {duration:.3f} s, recorded {recorded:.3f} s")  # noqa: T201
    assert abs(duration - recorded) <= 0.1
    landed = video.evaluate(
        """(video, second) => new Promise((done) => {
            video.addEventListener("seeked", () => done(video.currentTime), {once: true});
            video.currentTime = second;
        })""",
        duration / 2,
    )
    assert landed == pytest.approx(duration / 2, abs=0.1)


def packet_seconds(body: bytes) -> float:
    """Return how far the packets of a recording reach, as its own header does not say."""
    with av.open(BytesIO(body), "r", format="matroska") as container:
        ends = [
            float((packet.pts + (packet.duration or 0)) * packet.time_base)
            for packet in container.demux()
            if packet.pts is not None
        ]
    return max(ends)


def decide(page: Page, shots: Path | None) -> None:
    page.locator("label", has_text="4").first.click()
    page.get_by_label("Note").first.fill("Clear and to the point.")
    page.get_by_role("button", name="Shortlist").click()
    expect(page.get_by_text("decided by Lena Loop")).to_be_visible()
    look_both(page, "decided", shots)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Shortlist")).to_be_visible()
