"""执法检查人员名录库 and 专家库: what one person says (gaoqing 5.2.2; xinyang 九, 十二; hebi 附件 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mingqian.accounts.models import Agency, Unit
from mingqian.acts.refusal import Refused
from mingqian.codes import parse_id_number
from mingqian.registers.entries import readers
from mingqian.registers.entries.entry import CHOICE, Context, Entry, Group, chinese_date
from mingqian.registers.entries.sheet import Check, Sheet, entry
from mingqian.registers.models import Expert, ExpertStatus, Inspector, InspectorStatus

SEXES = (("", "不填"), ("男", "男"), ("女", "女"))
SOON_DAYS = 60
"""From how many days before its end a certificate is called near its end. Ours: no seed names a term."""


def _i(name: str, **given: Any) -> Entry:
    return entry(Inspector, name, **given)


def _x(name: str, **given: Any) -> Entry:
    return entry(Expert, name, **given)


def _units(agency: Agency) -> Sequence[tuple[Any, str]]:
    return [
        ("", "未归入单位"),
        *((unit.pk, unit.name) for unit in Unit.objects.filter(agency=agency, active=True)),
    ]


def _read_unit(typed: str, context: Context) -> int | None:
    """The id of a unit of the agency, from its id or name."""
    if not typed:
        return None
    units = Unit.objects.filter(agency=context.agency)
    found = units.filter(pk=int(typed)) if typed.isdecimal() and len(typed) < 19 else units.filter(name=typed)
    pk = found.values_list("pk", flat=True).first()
    if pk is None:
        raise Refused("registers.unit_unknown")
    return int(pk)


def _unit_words(pk: Any) -> str:
    return Unit.objects.filter(pk=pk).values_list("name", flat=True).first() or str(pk)


def _sex_fits(values: Mapping[str, Any], context: Context) -> None:
    if values["sex"] and values["id_number"]:
        known = parse_id_number(values["id_number"]).sex
        if known is not None and known.value != values["sex"]:
            raise Refused("registers.sex_wrong", field="sex")


def _certificate_named(values: Mapping[str, Any], context: Context) -> None:
    if values["certified"] and not values["certificate_number"]:
        raise Refused("registers.certificate_missing", field="certificate_number")


def _area_stated(values: Mapping[str, Any], context: Context) -> None:
    # xinyang 九: staff of 局属二级机构 need a certificate and act only in their stated area
    if values["affiliated"] and not values["areas"]:
        raise Refused("registers.area_missing", field="areas")


def inspector_cautions(row: Inspector, context: Context) -> Iterator[str]:
    """What a person should look at."""
    until = row.certificate_valid_until
    if row.certified and until is None:
        yield "没有执法证有效期，按有效计。请补上有效期。"
    elif until is not None and until < context.today:
        yield f"执法证有效期至 {chinese_date(until)}，已过期，不能作为持证人员抽取。换证后请更新。"
    elif until is not None and (until - context.today).days <= SOON_DAYS:
        yield f"执法证还有 {(until - context.today).days} 天到期。请及时换证。"
    if not row.certified:
        yield "没有行政执法资格，不能作为持证人员抽取。"
    if row.unit_id is None:
        yield "没有归入单位。"


INSPECTOR = Sheet(
    kind="inspector",
    model=Inspector,
    title="执法检查人员名录库",
    thing="执法人员",
    measure="人",
    groups=(
        Group(
            "人员",
            (
                _i("name", required=True, read=readers.text(60, tidy=True)),
                _i("sex", choices=SEXES),
                _i(
                    "unit", control=CHOICE, read=_read_unit, given=_units, words=_unit_words, label="所在单位"
                ),
                _i("post"),
                _i("phone", help="一个号码。加密保存，不对外公开。"),
                _i("id_number", help="加密保存，不对外公开。"),
                _i("level", help="县级 或 乡级。"),
                _i("affiliated", help="局属二级机构的人员须持证，并写明执法区域。"),
            ),
        ),
        Group(
            "执法资格",
            (
                _i("certified"),
                _i("certificate_number", read=readers.certificate, style="code"),
                _i("certificate_valid_until"),
                _i("specialties", full=True, help="多个用“；”分开，如危险化学品；特种设备。"),
                _i("areas", full=True, help="乡镇（街道）名称，多个用“；”分开；不填即全域。"),
                _i(
                    "task_limit",
                    read=readers.limit,
                    help="一次摇号最多派几户。不填的，按抽查任务定的每人上限；两个都有的，取小的。摇号记录公开后，进了检查组的人的这个数看得到。",
                ),
            ),
        ),
        Group(
            "状态",
            (
                _i(
                    "status",
                    required=True,
                    choices=[(c, n) for c, n in InspectorStatus.choices if c != "retired"],
                    help="“暂不参加”的不进签筒。",
                ),
                _i("status_note", help="如借调、休假、驻村。"),
            ),
        ),
    ),
    search_parts=("name", "certificate_number", "post"),
    checks=(
        Check(("sex", "id_number"), _sex_fits),
        Check(("certified", "certificate_number"), _certificate_named),
        Check(("affiliated", "areas"), _area_stated),
    ),
    cautions=(inspector_cautions,),
)

EXPERT = Sheet(
    kind="expert",
    model=Expert,
    title="专家库",
    thing="专家",
    measure="人",
    groups=(
        Group(
            "专家",
            (
                _x("name", required=True, read=readers.text(60, tidy=True)),
                _x("sex", choices=SEXES),
                _x("employer", read=readers.text(200, tidy=True)),
                _x("title"),
                _x("qualification", full=True),
                _x("specialties", full=True, help="多个用“；”分开。"),
                _x("phone", help="一个号码。加密保存，不对外公开。"),
                _x("id_number", help="加密保存，不对外公开。"),
                _x("appointed_on"),
            ),
        ),
        Group(
            "状态",
            (
                _x(
                    "status",
                    required=True,
                    choices=[(c, n) for c, n in ExpertStatus.choices if c != "retired"],
                ),
                _x("status_note"),
            ),
        ),
    ),
    search_parts=("name", "employer", "title", "qualification"),
    checks=(Check(("sex", "id_number"), _sex_fits),),
)
