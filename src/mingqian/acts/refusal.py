"""Refusals carry a code and parameters; the wording lives in one table per room, registered here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WORDING: dict[str, str] = {}


class Refused(Exception):
    """A write was refused for a reason a person can act on.

    `code` names the reason (`room.reason`), `params` fill its wording, `field` names the form field
    beside which the words belong, if any.
    """

    def __init__(self, code: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def words(self) -> str:
        """The refusal in Chinese."""
        return _WORDING[self.code].format(**self.params)

    def __str__(self) -> str:
        return self.words() if self.code in _WORDING else self.code


def register_wording(table: Mapping[str, str]) -> None:
    """Add a room's wording. A code worded twice differently is a mistake in the house."""
    for code, words in table.items():
        if _WORDING.get(code, words) != words:
            raise ValueError(f"refusal {code} is worded twice")
        _WORDING[code] = words


def wording() -> Mapping[str, str]:
    """All refusals known, for the architecture test and the documentation."""
    return dict(_WORDING)


register_wording(
    {
        "acts.not_permitted": "您现在的角色“{role}”没有“{permission}”的权限。请切换角色，或请安全管理员授予。",
        "acts.second_person": "此事须由另一人办理：{name} 已经办理了前一步，不能再由本人批准。",
        "acts.reason_required": "请写明理由。理由会记入审计记录。",
        "acts.wrong_state": "“{what}”现在处于“{state}”，不能{doing}。请刷新页面查看最新状态。",
        "acts.changed_meanwhile": "“{what}”在您打开页面之后已被他人修改，您的修改没有保存。请刷新后再改。",
    }
)
