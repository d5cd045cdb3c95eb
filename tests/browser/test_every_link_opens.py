"""Whatever a page offers, the person it is offered to may open; and no page says what only a programme would."""

from __future__ import annotations

import re
from collections import Counter, deque
from html import unescape
from typing import Any

import pytest

pytestmark = pytest.mark.browser

MOST = 45
EACH = 2
"""Pages looked at for each role, and of each kind (the same address with other numbers)."""

STRAY = ("None", "{{", "{%", "NaN", "[object ")
_HREF = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
_HIDDEN = re.compile(r"<(script|style|template)\b.*?</\1>|<[^>]*>", re.S)
_NUMBER = re.compile(r"\d+|=[^&]*|/[A-Za-z0-9_-]{12,}/")


@pytest.mark.parametrize(
    "who",
    ["", "jihua", "juzhang", "dadui", "minglu", "yaohao", "jianzheng1", "gongshi", "tousu", "shenji", "anquan", "xitong", "jc013"],
)  # fmt: skip
def test_what_is_offered_opens(open_page: Any, who: str) -> None:
    request = open_page(who).context.request
    waiting = deque(["/desk/" if who else "/"])
    met, kinds, wrong, looked = set(waiting), Counter[str](), [], 0
    while waiting and looked < MOST:
        address = waiting.popleft()
        looked += 1
        answer = request.get(address)
        if answer.status >= 400:
            wrong.append((address, answer.status))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page = answer.text()
        said = _HIDDEN.sub(" ", page)
        wrong += [(address, stray) for stray in STRAY if stray in said]
        for found in _HREF.findall(page):
            link, kind = unescape(found), _NUMBER.sub("#", found)
            if link not in met and kinds[kind] < EACH and "logout" not in link:
                kinds[kind] += 1
                met.add(link)
                waiting.append(link)
    assert wrong == []
    assert looked > 5
