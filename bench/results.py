"""How long the pages take over what a province has done in a year: a hundred thousand published results, and so many
orders and complaints.

    python bench/results.py --data DIR [--results 100000]

In the installation that bench/rooms.py has made (DATABASE_URL chooses another database): its campaign is multiplied, the
results are written past the actions, in the shapes in which the actions write them. The columns are those of rooms.py.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rooms import measure_all

EACH = 2_500
"""Results of one campaign."""
BATCH = 2_000
SEED = 20261122


def fill(user: Any, count: int) -> None:
    """Campaigns, inspections, record lines, publications with their lines, orders, complaints. Made once."""
    from django.db import transaction
    from django.utils import timezone

    from mingqian.audit import appended
    from mingqian.complaints.models import Complaint
    from mingqian.followups.models import Rectification
    from mingqian.inspections.models import Inspection, RecordLine
    from mingqian.plans.models import Campaign
    from mingqian.publicity.models import Publication, PublishedLine
    from mingqian.registers.models import Item, Subject

    if Publication.objects.filter(kind="result").exists():
        return
    rng = random.Random(SEED)
    agency, item, one = user.agency, Item.objects.first(), Campaign.objects.order_by("pk").first()
    subjects = Subject.objects.filter(agency=agency, retired_at__isnull=True).order_by("pk")
    rows = subjects.values_list("pk", "name", "code")[:count].iterator(chunk_size=BATCH)
    year = timezone.localdate().year
    unit_id, base = one.unit_id, one.number
    campaign, number = one, 0
    with transaction.atomic():
        while batch := [row for _, row in zip(range(BATCH), rows, strict=False)]:
            if number % EACH < BATCH and number // EACH != (number - BATCH) // EACH:
                campaign = Campaign.objects.get(pk=one.pk)
                campaign.pk, campaign.number, campaign.state = None, f"{base}-{number}", "done"
                campaign.title = f"第{number // EACH + 1}批抽查"
                Campaign.objects.bulk_create([campaign])
            made = []
            for pk, name, code in batch:
                number += 1
                day = date(year, 1, 5) + timedelta(days=rng.randrange(280))
                at = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 10))
                made.append(
                    Inspection(
                        agency=agency, campaign=campaign, subject_id=pk, subject_name=name, subject_code=code,
                        unit_id=unit_id, number=f"J{number:07d}", state="published", dispatched_at=at, dispatched_by="甲",
                        checked_at=at, started_by="乙", ended_at=at, ended_by="乙", result_made_at=at, reviewed_at=at,
                        reviewed_by="丙", published_at=at + timedelta(days=12), published_by="丁",
                    )
                )  # fmt: skip
            Inspection.objects.bulk_create(made, batch_size=BATCH)
            lines, public, orders = [], [], []
            for inspection in made:
                bad = rng.random() < 0.2
                said = ("1", "未发现问题") if not bad else ("5", "发现问题已责令改正")
                lines.append(
                    RecordLine(
                        inspection=inspection, position=1, item=item, item_words={"title": item.name, "code": item.code},
                        agency=agency, finding="problem" if bad else "none", problem="消火栓箱门打不开" if bad else "",
                        handling="责令改正" if bad else "", result=said[0],
                        filled_at=inspection.checked_at, filled_by="乙",
                    )
                )  # fmt: skip
                public.append(
                    Publication(
                        agency=agency, kind="result", number=f"测试双随机公示〔{year}〕{inspection.pk}号",
                        slug=f"{agency.pk}-{year}-{inspection.pk}", title=f"{inspection.subject_name}抽查检查结果",
                        content={"lines": []}, digest="0" * 64, object_kind="inspections.inspection",
                        object_id=inspection.pk, campaign_id=inspection.campaign_id, subject_name=inspection.subject_name,
                        subject_code=inspection.subject_code, occurred_on=timezone.localdate(inspection.checked_at),
                        with_problem=bad, state="published", prepared_at=inspection.ended_at, prepared_by="丙",
                        published_at=inspection.published_at, published_by="丁",
                    )
                )  # fmt: skip
                if bad:
                    day = timezone.localdate(inspection.checked_at)
                    orders.append(
                        Rectification(
                            agency=agency, inspection=inspection, positions=[1], measure="责令限期改正", content="改正",
                            issued_on=day, due_on=day + timedelta(days=15), issued_by="乙", issued_at=inspection.ended_at,
                            state=rng.choice(("issued", "passed")),
                        )
                    )  # fmt: skip
            Publication.objects.bulk_create(public, batch_size=BATCH)
            words = {one.object_id: one for one in public}
            PublishedLine.objects.bulk_create(
                PublishedLine(
                    publication=words[row.inspection_id], position=1, item_code=item.code, item_title=item.name,
                    result=row.result, result_words="发现问题已责令改正" if row.finding == "problem" else "未发现问题",
                )
                for row in lines
            )  # fmt: skip
            RecordLine.objects.bulk_create(lines, batch_size=BATCH)
            Rectification.objects.bulk_create(orders, batch_size=BATCH)
            Complaint.objects.bulk_create(
                Complaint(
                    agency=agency, number=f"T{row.pk:07d}", way=rng.choice(("电话", "来信", "来访")), about="安全隐患",
                    kind_words=rng.choice(("无证经营", "拒不整改", "")), subject_id=row.subject_id,
                    subject_name=row.subject_name, content="反映", received_at=row.checked_at, taken_at=row.checked_at,
                    taken_by="戊", registered_at=row.checked_at, registered_by="戊",
                    state=rng.choices(("closed", "registered"), (97, 3))[0],
                )
                for row in made
            )  # fmt: skip
        appended.take()
        type(user).objects.filter(pk=user.pk).update(unit_id=unit_id)


def pages() -> Iterator[tuple[str, str, str, dict[str, str] | None]]:
    """(what, role, address, what is sent or None) of every page measured."""
    from django.urls import reverse

    from mingqian.plans.models import Campaign
    from mingqian.publicity.models import Publication

    newest = Publication.objects.filter(kind="result").latest("pk")
    campaign = Campaign.objects.latest("pk").pk
    yield "statistics of the year", "publisher", reverse("statistics:overview"), None
    yield "statistics, as a workbook", "publisher", reverse("statistics:sheet"), None
    yield (
        "forms and reports of a campaign",
        "unit_head",
        reverse("statistics:campaign", args=[campaign]),
        None,
    )
    yield "publications", "publisher", reverse("publicity:publication_list") + "?state=published", None
    yield "inspections", "unit_head", reverse("inspections:inspection_list"), None
    yield "what follows: waiting", "unit_head", reverse("followups:overview") + "?tab=waiting", None
    yield "what follows: orders", "unit_head", reverse("followups:overview") + "?tab=orders&all=1", None
    yield "referrals", "unit_head", reverse("inspections:referral_list"), None
    yield "visits together", "unit_head", reverse("inspections:visits"), None
    yield "complaints", "complaints_officer", reverse("complaints:complaint_list") + "?tab=all", None
    yield (
        "complaints, by name",
        "complaints_officer",
        reverse("complaints:complaint_list") + "?tab=all&q=商贸",
        None,
    )
    yield "complaints counted", "complaints_officer", reverse("complaints:count_list"), None
    yield "campaigns", "planner", reverse("plans:campaign_list"), None
    yield (
        "year's report of the plan",
        "planner",
        reverse("plans:plan_report", args=[Campaign.objects.first().line.plan_id]),
        None,
    )
    for role in ("planner", "publisher", "unit_head", "complaints_officer"):
        yield f"desk of the {role}", role, reverse("staff:desk"), None
    yield "portal", "", reverse("portal:home"), None
    yield "portal: results", "", reverse("portal:result_list"), None
    yield (
        "portal: results by name",
        "",
        reverse("portal:result_list") + "?q=" + newest.subject_name[2:6],
        None,
    )
    yield "portal: results nobody has", "", reverse("portal:result_list") + "?q=查无此企业", None
    yield "portal: by result", "", reverse("portal:result_list") + "?result=found_problem", None
    yield "portal: results as data", "", reverse("portal:open_results"), None
    yield "portal: reports", "", reverse("portal:report_list"), None
    yield "portal: penalties", "", reverse("portal:penalty_list"), None
    yield "portal: draws", "", reverse("portal:draw_list"), None


def main() -> None:
    """Fill, measure, print a table; exit 1 when a page misses the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--results", type=int, default=100_000)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    os.environ["MINGQIAN_DATA"] = str(arguments.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingqian.site.settings")
    import django

    django.setup()
    from mingqian.accounts.models import User

    user = User.objects.get(username="bench")
    fill(user, arguments.results)
    sys.exit(1 if measure_all(user, (one for one in pages() if arguments.only in one[0])) else 0)


if __name__ == "__main__":
    main()
