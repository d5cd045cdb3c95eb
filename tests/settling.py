"""A press in a browser test is over when the page has become what the press makes of it.

Playwright's `click` comes back when the button was pressed. Whether the next line then reads the old page, the new one or
none at all (between two documents) is a race that a busy machine loses.
"""

from __future__ import annotations

import functools
import time
from typing import Any

LONGEST = 30.0
"""Seconds until a page that does not come to rest is left to the test's own expectations."""

_MARK_LEAVING = """
if (window.navigation) {
  window.navigation.addEventListener("navigate", (event) => {
    if (!event.hashChange && event.downloadRequest === null) window.leavingForAnotherPage = true;
  });
}
"""
_BUSY = """
window.leavingForAnotherPage || document.readyState !== "complete" || document.querySelector(".htmx-request") !== null
"""


def settle_after_presses(browser: Any) -> None:
    """From now on the presses of this browser's pages end with the page at rest."""
    from playwright.sync_api import Locator

    contexts = browser.new_context

    def new_context(**options: Any) -> Any:
        context = contexts(**options)
        context.add_init_script(_MARK_LEAVING)
        return context

    browser.new_context = new_context
    for name in ("click", "dblclick", "press", "check", "uncheck", "select_option"):
        press = getattr(Locator, name)
        if not hasattr(press, "__wrapped__"):
            setattr(Locator, name, _settled(press))


def _settled(press: Any) -> Any:
    @functools.wraps(press)
    def pressed(self: Any, *given: Any, **named: Any) -> Any:
        page, downloads = self.page, []

        def downloaded(file: Any) -> None:
            downloads.append(file)

        page.on("download", downloaded)
        try:
            answer = press(self, *given, **named)
            _wait(page, downloads)
        finally:
            page.remove_listener("download", downloaded)
        return answer

    return pressed


def _wait(page: Any, downloads: list[Any]) -> None:
    """Twice in a row nothing under way, or a file instead of a page."""
    from playwright.sync_api import Error

    until, quiet = time.monotonic() + LONGEST, 0
    while quiet < 2 and not downloads and not page.is_closed() and time.monotonic() < until:
        try:
            page.wait_for_timeout(5)
            quiet = 0 if page.evaluate(_BUSY) else quiet + 1
        except Error:  # between two documents
            quiet = 0
