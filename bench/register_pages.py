"""How long the registers' pages take over a register of a million rows.

    python bench/register_pages.py --data DIR [--rows 1200000 | --file REGISTER]

`--data` keeps the database (made at the first run, used again afterwards); DATABASE_URL chooses another one.
Every page is asked for cold (nothing kept from earlier requests) and warm; the figures are milliseconds of the whole
request through the application: session, permission, queries, template. `cpu` is the processor time of this process in a
cold request: on a busy machine it tells more than the clock (with SQLite it is all the work there is).
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

RUNS = 5
TARGET_MS = 300

WORDS = [
    "华",
    "盛",
    "鑫",
    "源",
    "恒",
    "泰",
    "瑞",
    "丰",
    "宏",
    "达",
    "金",
    "鼎",
    "东",
    "方",
    "嘉",
    "诚",
    "永",
    "兴",
    "佳",
    "和",
    "天",
    "成",
    "世",
    "纪",
    "安",
    "康",
    "明",
    "辉",
    "长",
    "虹",
]
TRADES = [
    "机械",
    "纺织",
    "化工",
    "建材",
    "食品",
    "商贸",
    "物流",
    "服饰",
    "五金",
    "塑料",
    "电子",
    "家具",
    "印刷",
    "药业",
    "冶金",
    "矿业",
    "木业",
    "餐饮",
]
PLACES = ("城关", "田", "唐坊", "花沟", "黑里寨", "木李")
KINDS = ("有限公司", "有限责任公司", "厂", "商行", "经营部", "服务部", "合作社")


def rows(count: int) -> Iterator[list[str]]:
    """Invented subjects of every county, with valid codes that belong to nobody."""
    from mingqian.codes import organisation_check_character, provinces, subregions, uscc_check_character

    counties = [c for p in provinces() for q in subregions(p.code) for c in subregions(q.code) or (q,)]
    chance = random.Random(20260105)  # a bench's data, not a draw
    yield [
        "统一社会信用代码",
        "名称",
        "法定代表人",
        "住所",
        "行政区划代码",
        "管辖单位",
        "成立日期",
        "监管行业领域",
        "信用等级",
        "监管类别",
        "所属乡镇",
        "行业代码",
        "存续状态",
        "检查对象类型",
    ]
    for number in range(count):
        county = chance.choice(counties)
        body = f"{number:08d}"
        body += organisation_check_character(body)
        code = f"91{county.code}{body}"
        name = county.name[:2] + "".join(chance.choices(WORDS, k=2)) + chance.choice(TRADES)
        yield [
            code + uscc_check_character(code),
            name + chance.choice(KINDS),
            chance.choice(WORDS) + chance.choice(WORDS),
            f"{county.name}工业路{chance.randrange(1, 999)}号",
            county.code,
            "" if chance.random() < 0.02 else f"{county.name[:2]}应急办",
            f"{chance.randrange(1985, 2026)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
            if chance.random() > 0.05
            else "",
            chance.choice(("机械", "纺织", "化工", "建材", "商贸", "商贸", "商贸", "")),
            chance.choice("AAAABBCD"),
            "一般" if chance.random() > 0.01 else "重点",
            f"{county.name[:1]}{chance.choice(PLACES)}镇" if chance.random() > 0.3 else "",
            chance.choice(("C2611", "C1711", "F5211", "H6210", "C3311", "")),
            chance.choices(("存续", "停业", "注销", "吊销"), (94, 2, 3, 1))[0],
            chance.choices(("企业", "个体工商户", "农民专业合作社"), (70, 28, 2))[0],
        ]


def make(arguments: argparse.Namespace) -> Any:
    """The registrar of a filled register."""
    from django.core.management import call_command

    from mingqian.accounts.actions import create_agency, create_user, grant_role
    from mingqian.accounts.current import system_actor
    from mingqian.accounts.models import Agency, User
    from mingqian.registers.importing.run import import_file
    from mingqian.registers.models import Subject

    call_command("migrate", verbosity=0)
    by = system_actor()
    if not Agency.objects.exists():
        agency = create_agency(
            by=by, code="B1", name="测试局", short_name="测试", level="province", region_code="370000"
        )
        user, _ = create_user(
            by=by, username="bench", name="测试", agency=agency, unit=None, must_change_password=False
        )
        grant_role(by=by, user=user, role="registrar", reason="测试")
    agency = Agency.objects.get(code="B1")
    if not Subject.objects.exists():
        file = arguments.file
        if file is None:
            file = arguments.data / "register.csv"
            with file.open("w", encoding="utf-8", newline="") as target:
                csv.writer(target).writerows(rows(arguments.rows))
        started = time.perf_counter()
        summary = import_file(by=by, path=file, agency=agency, kind="subject")
        print(f"imported {summary.taken:,} rows in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return User.objects.get(username="bench")


def pages() -> Iterator[tuple[str, str]]:
    """(what, address) of every page measured."""
    from django.urls import reverse

    from mingqian.accounts.models import User
    from mingqian.registers.models import Subject
    from mingqian.registers.pages.lists.subject import SUBJECTS
    from mingqian.registers.queries.keyset import cursor_of

    agency_id = User.objects.get(username="bench").agency_id
    mine = Subject.objects.filter(agency_id=agency_id)
    total = mine.count()
    row = mine.order_by("code")[total // 2]
    field = mine.exclude(field="").order_by("-pk").values_list("field", flat=True).first() or ""
    url = reverse("registers:subject_list")
    yield "first page", url
    for sort in SUBJECTS.sorts:
        yield f"by {sort.code}", f"{url}?sort={sort.code}"
        yield f"by {sort.code}, turned round", f"{url}?sort=-{sort.code}"
        ordered = mine.exclude(**{f"{sort.field}__isnull": True}).order_by(sort.field, "pk")
        for share in (0.5, 0.95):
            deep = ordered[int(ordered.count() * share)]
            place = cursor_of(deep, sort, back=False).text()
            yield f"by {sort.code}, at {share:.0%}", f"{url}?sort={sort.code}&after={place}"
    yield "a county", f"{url}?region={row.region_code}"
    yield "a county by name", f"{url}?region={row.region_code}&sort=name"
    yield "a province by founding", f"{url}?region={row.region_code[:2]}&sort=-founded"
    yield "a field by name", f"{url}?field={field}&sort=name"
    yield "two wide filters", f"{url}?field={field}&credit=D&sort=-founded"
    yield "three filters", f"{url}?field={field}&credit=B&region={row.region_code}"
    yield "filters nothing answers", f"{url}?field={field}&region={row.region_code}&status=revoked"
    yield from _each_filter(url, mine, agency_id)
    yield "no field stated", f"{url}?field=none&sort=name"
    yield "taken off", f"{url}?kept=retired"
    for words in (
        row.name,
        row.name[:4],
        row.name[2:6],
        row.name[2:4],
        row.name[2:5],
        row.name[5:7],  # some hundredths of the register: too many to walk to, few enough to fetch
        "有限公司",
        "化工 有限",
        "食品",
        "张",
        row.code,
        row.code[4:13],
        row.code[:6],
        "91",
        row.code[:4] + " 有限公司",
        "查无此企业名",
    ):
        yield f"search {words}", f"{url}?q={words}"
    yield "search 有限公司 in a county by name", f"{url}?q=有限公司&region={row.region_code}&sort=name"
    yield "search 有限公司, grade D, by founding", f"{url}?q=有限公司&credit=D&sort=founded"
    yield (
        "all of a county, to change one thing",
        reverse("registers:subject_bulk") + (f"?region={row.region_code}&all=1&change=township"),
    )
    yield "what an export would hold", f"{reverse('registers:export')}?kind=subject&region={row.region_code}"
    yield "queue of blank jurisdictions", reverse("registers:subject_pending")
    yield "one subject", reverse("registers:subject_open", args=[row.pk])
    yield "form of one subject", reverse("registers:subject_edit", args=[row.pk])
    yield "desk", reverse("staff:desk")
    yield "search box", reverse("staff:search") + f"?q={row.name[:4]}"


def _each_filter(url: str, mine: Any, agency_id: int) -> Iterator[tuple[str, str]]:
    """Every filter of the bar alone and by name: its first, middle and last choice."""
    from mingqian.registers.pages.lists.register import Scope
    from mingqian.registers.pages.lists.subject import SUBJECTS

    scope = Scope(mine, agency_id, "subject")
    for one in SUBJECTS.filters:
        values = [value for _, some in (one.choices(scope) if one.choices else []) for value, _ in some]
        for place in sorted({0, len(values) // 2, len(values) - 1}) if values else []:
            asked = urlencode({one.name: values[place]})
            yield f"{one.label} {values[place]}", f"{url}?{asked}"
            yield f"{one.label} {values[place]}, by name", f"{url}?{asked}&sort=name"
            yield f"{one.label} {values[place]} and 有限", f"{url}?{asked}&q=有限"


def main() -> None:
    """Measure and print a table; exit 1 when a page misses the target."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1_200_000)
    parser.add_argument("--file", type=Path)
    arguments = parser.parse_args()
    arguments.data.mkdir(parents=True, exist_ok=True)
    os.environ["MINGQIAN_DATA"] = str(arguments.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingqian.site.settings")
    import django

    django.setup()
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client

    user = make(arguments)
    client = Client()
    client.force_login(user, backend="mingqian.accounts.backend.AccountBackend")
    client.get("/desk/")
    print(
        f"{connection.vendor}; load average {os.getloadavg()[0]:.1f}; milliseconds\n{'page':44}{'cold':>8}{'warm':>8}{'worst':>8}{'cpu':>8}"
    )
    missed = 0
    for what, address in pages():
        cold: list[float] = []
        warm: list[float] = []
        busy: list[float] = []
        for _ in range(RUNS):
            cache.clear()
            for kept in (cold, warm):
                started, worked = time.perf_counter(), time.process_time()
                response = client.get(address)
                kept.append((time.perf_counter() - started) * 1000)
                if kept is cold:
                    busy.append((time.process_time() - worked) * 1000)
                assert response.status_code == 200, (what, response.status_code)
        worst = max(*cold, *warm)
        late = statistics.median(cold) > TARGET_MS
        missed += late
        line = f"{what:44}{statistics.median(cold):8.0f}{statistics.median(warm):8.0f}{worst:8.0f}"
        line += f"{statistics.median(busy):8.0f}"
        print(line + ("  over the target" if late else ""), flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
