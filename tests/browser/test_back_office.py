"""The back office: its lists can be used by everybody, at desk and on the phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.pages import violations
from tests.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

LISTS = [
    "",
    "accounts/company/",
    "accounts/user/",
    "accounts/auditentry/",
    "interviews/interview/",
    "candidates/session/",
    "candidates/recording/",
    "lib/job/",
]
SIZES = [{"width": 1280, "height": 800}, {"width": 390, "height": 844}]


def test_the_back_office(
    platform: Installation, new_page: Callable[..., Page], shots: Path | None
) -> None:
    staff = platform.seed()["staff"]
    page = new_page()
    page.goto("/admin/", wait_until="load")
    assert violations(page) == []
    page.locator("input[name=username]").fill(staff["email"])
    page.locator("input[name=password]").fill(staff["password"])
    page.locator("[type=submit]").first.click()
    for path in LISTS:
        page.goto(f"/admin/{path}", wait_until="load")
        page.locator("#main[role=main]").wait_for()
        for size in SIZES:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            if shots is not None:
                name = path.strip("/").replace("/", "-") or "start"
                page.screenshot(
                    path=shots / f"back-office-{name}-{size['width']}.png", caret="initial"
                )
            assert violations(page) == [], (path, size)
