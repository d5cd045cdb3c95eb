"""Imports that wait for a person, or can be found again while they run."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine, register_desk
from mingqian.registers.models import ImportBatch

WORDS = {
    "uploaded": "指定列的对应",
    "preview": "确认导入",
    "reading": "正在读取",
    "applying": "正在收入名录",
    "failed": "没能读取，请另选文件",
}
MOST = 10


@register_desk
def waiting_imports(actor: Actor) -> Iterator[DeskLine]:
    """The agency's unfinished imports, the latest first."""
    if not actor.may(Permission.REGISTERS_IMPORT) or actor.agency_id is None:
        return
    found = ImportBatch.objects.filter(agency_id=actor.agency_id, state__in=[*WORDS])
    for batch in found.exclude(state="failed", by_user_id=None)[:MOST]:
        yield DeskLine(
            what=f"{WORDS[batch.state]}：{batch.file_name}",
            campaign="",
            url=reverse("registers:import_preview", args=[batch.pk]),
        )
