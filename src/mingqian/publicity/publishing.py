"""The moment a publication becomes public: number, address, last look for personal data, lines to search by."""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.inspections.outside import NAME
from mingqian.inspections.results import PROBLEMS
from mingqian.inspections.scope import is_system
from mingqian.publicity.models import Kind, Publication, PublishedLine
from mingqian.publicity.privacy import find_personal
from mingqian.publicity.states import PUBLISHED

_FIELD_NAMES = {
    "handling": "处理",
    "basis": "依据",
    "reason": "更正理由",
    "title": "标题",
    "name": "名称",
    "scope": "范围",
    "content": "内容",
    "paragraphs": "正文",
    "rows": "表格",
}


def require_agency(by: Actor, agency_id: int) -> None:
    """Raise `Refused(publicity.not_yours)` unless the actor belongs to the agency (the system belongs to all)."""
    if not is_system(by) and by.agency_id != agency_id:
        raise Refused("publicity.not_yours")


def require_nothing_personal(content: object) -> None:
    """Raise `Refused(publicity.personal)` naming what was found and where, never the number itself."""
    for what, field in find_personal(content):
        raise Refused("publicity.personal", what=what, place=_FIELD_NAMES.get(field, field))


class Numbers:
    """公开文号, running per agency and year: 〔2026〕12号. The agency's row is the queue in which publishers stand: whoever
    made the numbers holds it to the end of the transaction, and counts what is published but once.
    """

    def __init__(self, agency_id: int) -> None:
        self.agency = Agency.objects.select_for_update(no_key=True).get(pk=agency_id)
        self.year = timezone.localdate().year
        self.prefix = f"{agency_id}-{self.year}-"
        self._last = Publication.objects.filter(slug__startswith=self.prefix).count()

    def next(self) -> int:
        """The next serial."""
        self._last += 1
        return self._last


def make_public(publication: Publication, *, by: Actor, numbers: Numbers | None = None) -> Publication:
    """Give number and address, and set the row to published; the caller records it. Call inside the transaction.

    `numbers`: those of the agency, where many are published at once.
    """
    require_nothing_personal(publication.content)
    numbers = numbers or Numbers(publication.agency_id)
    agency, year, prefix, serial = numbers.agency, numbers.year, numbers.prefix, numbers.next()
    now = timezone.now()
    publication.slug = f"{prefix}{serial}"
    way = NAME if publication.content.get("outside") else "双随机"
    publication.number = f"{agency.short_name}{way}公示〔{year}〕{serial}号"
    publication.state = PUBLISHED
    publication.published_at, publication.published_by = now, by.name
    lines = publication.content["lines"] if publication.kind in (Kind.RESULT, Kind.CORRECTION) else []
    publication.with_problem = any(line["result"] in PROBLEMS for line in lines)
    publication.save()
    if lines:
        PublishedLine.objects.bulk_create(
            [
                PublishedLine(
                    publication=publication,
                    position=position,
                    item_code=line["item_code"],
                    item_title=line["item"],
                    result=line["result"],
                    result_words=line["result_words"],
                )
                for position, line in enumerate(lines, start=1)
            ]
        )
    return publication
