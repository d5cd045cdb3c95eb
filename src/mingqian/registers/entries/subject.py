"""检查对象名录库: what one subject says (gaoqing 5.2.1; xinyang 八; hebi 附件 2, 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mingqian.acts.refusal import Refused
from mingqian.codes import parse_phone, region
from mingqian.codes.regions import RegionStatus
from mingqian.registers.entries import readers
from mingqian.registers.entries.entry import Context, Entry, Group, chinese_date
from mingqian.registers.entries.sheet import Check, Sheet, entry
from mingqian.registers.entries.subject_code import read_code
from mingqian.registers.models import Subject


def _e(name: str, **given: Any) -> Entry:
    return entry(Subject, name, **given)


def _class_has_reason(values: Mapping[str, Any], context: Context) -> None:
    if values["supervision_class"] == "key" and not values["class_basis"]:
        raise Refused("registers.class_basis_missing", field="class_basis")


def _person_has_number(values: Mapping[str, Any], context: Context) -> None:
    if values["kind"] == "person" and not values["code"] and not values["id_number"]:
        raise Refused("registers.person_number_missing", field="id_number")
    if values["kind"] != "person" and not values["code"]:
        raise Refused("registers.required", field="code", label="统一社会信用代码（注册号）")


def cautions(row: Subject, context: Context) -> Iterator[str]:
    """What a person should look at."""
    if row.code_kind not in ("uscc", "person", "own"):
        yield f"用的是{row.get_code_kind_display()}，不是统一社会信用代码。换发后请按新代码修改。"
    if row.licence_valid_until and row.licence_valid_until < context.today:
        yield f"许可证有效期至 {chinese_date(row.licence_valid_until)}，已过期。请核对是否延期或注销。"
    found = region(row.region_code) if row.region_code else None
    if found is not None and found.status is RegionStatus.ABOLISHED:
        yield f"行政区划代码 {row.region_code}（{found.name}）已于 {found.until} 年撤销，请改为现在的代码。"
    if row.pending_jurisdiction:
        yield "没有写明管辖单位，在“待定管辖”中等待确认。"
    if row.phone and any(one.code == "phone.no_area_code" for one in parse_phone(row.phone).problems):
        yield "联系电话缺区号。"
    if row.status in ("cancelled", "moved") and row.retired_at is None:
        yield f"存续状态是“{row.get_status_display()}”而仍在名录中。请核对是否应移出名录。"


SUBJECT = Sheet(
    kind="subject",
    model=Subject,
    title="检查对象名录库",
    thing="检查对象",
    measure="户",
    groups=(
        Group(
            "主体",
            (
                _e(
                    "name",
                    required=True,
                    read=readers.subject_name,
                    full=True,
                    help="营业执照上的名称；自然人填姓名。",
                ),
                _e(
                    "code",
                    read=read_code,
                    style="code",
                    help="18 位统一社会信用代码；没有的填 15 位或 13 位注册号。自然人不填，按身份证号登记。",
                ),
                _e("kind", required=True),
                _e("status", required=True),
                _e("registration_number", style="code", help="换照以前的注册号。"),
                _e("legal_person"),
                _e("person_in_charge"),
                _e("phone", help="一个号码；座机带区号。加密保存，不对外公开。"),
                _e("id_number", help="只有自然人和个体工商户经营者需要。加密保存，不对外公开。"),
                _e("founded_on", read=readers.day(past=True)),
                _e("entity_type"),
                _e("capital"),
                _e("registrar"),
                _e("staff_count"),
            ),
        ),
        Group(
            "所在和管辖",
            (
                _e("registered_address", full=True),
                _e("business_address", full=True),
                _e(
                    "region_code",
                    read=readers.region_code,
                    words=readers.region_words,
                    style="region",
                    help="6 位代码，或县（市、区）的名称。",
                ),
                _e("township"),
                _e("jurisdiction", help="不填的进入“待定管辖”，由人工确认。"),
            ),
        ),
        Group(
            "分类",
            (
                _e("scope", read=readers.text(4000, long=True)),
                _e(
                    "industry_code",
                    read=readers.industry_code,
                    words=readers.industry_words,
                    style="industry",
                    help="国民经济行业分类（GB/T 4754—2017）的代码或名称，如 C2611。",
                ),
                _e("field", help="如危险化学品、非煤矿山、机械、商贸。"),
                _e("supervision_class", help="重点检查对象每年全部检查，不进签筒。"),
                _e("class_basis", full=True, help="列为重点的，写明属于哪一种情形。"),
                _e("credit_grade"),
                _e("risk_level"),
                _e("oversight", help="央企、省管、市管；其余不选。"),
            ),
        ),
        Group("许可", (_e("licence_name"), _e("licence_number", style="code"), _e("licence_valid_until"))),
        Group(
            "风险和信用记录",
            (
                _e("fatal_accident_on", read=readers.day(past=True)),
                _e("fatal_accident", help="有日期的，以日期推算。"),
                _e("major_hazard"),
                _e("joint_punishment"),
                _e("abnormal_listed"),
                _e("watch_listed"),
                _e("seriously_listed"),
                _e("complaints_count"),
            ),
        ),
    ),
    search_parts=(
        "name",
        "code",
        "registration_number",
        "legal_person",
        "person_in_charge",
        "licence_number",
    ),
    checks=(
        Check(("kind", "code", "id_number"), _person_has_number),
        Check(("supervision_class", "class_basis"), _class_has_reason),
    ),
    cautions=(cautions,),
)
