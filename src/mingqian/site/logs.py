"""What the server writes of itself. Whoever knows a private link may open it, so no line of a log holds one."""

from __future__ import annotations

import logging
import re
from typing import Final

PRIVATE: Final = re.compile(r"(/[nw]/)[^/\s'\"?]+")
"""The links of a notice (portal) and of an invited witness (draws): what follows is the key to the page."""


class LineFormatter(logging.Formatter):
    """One line an event, tracebacks below it, private links shortened to their beginning."""

    def format(self, record: logging.LogRecord) -> str:
        return PRIVATE.sub(r"\1…", super().format(record))
