"""The pages beside the straight way: signing in, dead links, errors, the portal in the dark."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import look_both
from tests.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

OpenPage = Callable[..., Page]


def sign_in(page: Page, portal: dict[str, str]) -> None:
    page.goto("/sign-in/")
    page.get_by_role("textbox", name="E-mail").fill(portal["email"])
    page.get_by_label("Password").fill(portal["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Responses", exact=True)).to_be_visible()


def test_signing_in_and_out(platform: Installation, new_page: OpenPage, shots: Path | None) -> None:
    portal = platform.seed()["portal"]
    page = new_page()
    page.goto("/sign-in/")
    look_both(page, "sign-in", shots)
    page.get_by_role("textbox", name="E-mail").fill(portal["email"])
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    look_both(page, "sign-in-refused", shots)
    sign_in(page, portal)
    page.get_by_text("Dana Demo").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in/"))


def test_a_revoked_link_says_so(
    platform: Installation, new_page: OpenPage, shots: Path | None
) -> None:
    seeded = platform.seed()
    page = new_page()
    sign_in(page, seeded["portal"])
    page.goto(f"/app/interviews/{seeded['interview']['key']}/")
    page.get_by_role("link", name=re.compile("Copy link")).first.click()
    page.get_by_text("Revoke this link").click()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Revoked").first).to_be_visible()
    look_both(page, "revoked", shots)
    page.goto(seeded["invitation"]["url"])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look_both(page, "closed-revoked", shots)


@pytest.mark.parametrize(
    ("path", "name"),
    [("/i/no-such-token/", "closed-unknown"), ("/nowhere/", "not-found")],
)
def test_a_way_that_leads_nowhere(
    new_page: OpenPage, shots: Path | None, path: str, name: str
) -> None:
    page = new_page()
    page.goto(path)
    look_both(page, name, shots)


def test_what_is_not_there_in_the_portal(
    platform: Installation, new_page: OpenPage, shots: Path | None
) -> None:
    page = new_page()
    sign_in(page, platform.seed()["portal"])
    page.goto("/app/interviews/nosuchkey/")
    look_both(page, "portal-not-found", shots)


def test_the_portal_in_the_dark(
    platform: Installation, new_page: OpenPage, shots: Path | None
) -> None:
    seeded = platform.seed()
    page = new_page(dark=True)
    sign_in(page, seeded["portal"])
    look_both(page, "dark-responses", shots)
    for name, path in {"interviews": "", "interview": f"{seeded['interview']['key']}/"}.items():
        page.goto(f"/app/interviews/{path}")
        look_both(page, f"dark-{name}", shots)
