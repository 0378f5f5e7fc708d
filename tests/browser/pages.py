"""What the browser tests do on pages."""

from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Response

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
POLICY_EVENT = """
    document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


def watch(page: Page, complaints: list[str]) -> None:
    """Note whatever the page complains of: script errors, policy violations, failed requests."""

    def on_console(message: ConsoleMessage) -> None:
        failed_request = message.text.startswith(
            "Failed to load resource"
        )  # on_response says which
        if message.type == "error" and not failed_request:
            complaints.append(f"{page.url}: {message.text}")

    def on_response(response: Response) -> None:
        page_of_its_own = response.request.is_navigation_request() and response.status < 500
        if response.status >= 400 and not page_of_its_own:
            complaints.append(f"{response.status} {response.url}")

    page.add_init_script(POLICY_EVENT)
    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("response", on_response)


def look(page: Page, name: str, shots: Path | None = None) -> None:
    """Check the page with axe-core, at this size, and take its picture if asked to."""
    if shots is not None:
        shots.mkdir(parents=True, exist_ok=True)
        width = page.viewport_size["width"] if page.viewport_size else 0
        # caret="initial": hiding the caret would need an inline style, which the policy refuses
        page.screenshot(path=shots / f"{name}-{width}.png", full_page=True, caret="initial")
    assert violations(page) == [], name
    assert not page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    ), f"{name} scrolls sideways"


def look_both(page: Page, name: str, shots: Path | None = None) -> None:
    """Look at the page at desktop and at phone width."""
    before = page.viewport_size
    look(page, name, shots)
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, name, shots)
    if before is not None:
        page.set_viewport_size(before)


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, one line each."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{rule['id']}: {', '.join(str(node['target']) for node in rule['nodes'])}"
        for rule in found["violations"]
    ]
