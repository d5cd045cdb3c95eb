"""抽取记录 as PDF, typeset by typst.

Chinese type comes from the system (Debian's fonts-noto-cjk, or any other Song or Hei face). Where the machine has none,
there is no PDF, and the record is printed from the browser, which has its own.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from mingqian.draws.models import Draw, DrawnSubject
from mingqian.draws.presence import offices, paper_offices
from mingqian.draws.vacant import vacant_groups
from mingqian.lot.phrase import phrase
from mingqian.plans.governing import governing

TEMPLATE = Path(__file__).parent / "record.typ"
FACES = (
    "FandolFang R",
    "FangSong",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)


@functools.cache
def faces() -> tuple[str, ...]:
    """The Chinese faces of this machine, best first; empty where there is none."""
    known = set(typst.Fonts().families())
    return tuple(face for face in FACES if face in known)


def _time(value: datetime | None) -> str:
    return timezone.localtime(value).strftime("%Y年%m月%d日 %H:%M") if value else ""


def _seats(row: DrawnSubject) -> str:
    words = []
    for seat in row.seats.all():
        words.append(
            f"{seat.seat_name} {seat.person_name}（{seat.how}）"
            if seat.person_name
            else f"{seat.seat_name} 空缺"
        )
    return "；".join(words)


def _weighted(urn: dict[str, Any]) -> str:
    """The chance of each weight, where an urn has weights."""
    if not urn["weighted"]:
        return ""
    each = (
        f"权重 {weight} 的{'必定抽中' if part == whole else f' {whole} 分之 {part}'}"
        for weight, part, whole in urn["chances"]
    )
    return f"，每户的机会：{'，'.join(each)}"


def signers(draw: Draw) -> list[tuple[str, str]]:
    """Everybody who must sign, and when each did, or that it was on paper."""
    signed = {s.office: _time(s.signed_at) for s in draw.signatures.all()}
    on_paper = paper_offices(draw)
    return [(o, "纸上签字" if o in on_paper else signed.get(o, "")) for o in offices(draw)]


def _cited(urn: dict[str, Any]) -> str:
    """The article behind a share; none where seats alone are drawn."""
    return f"（{urn['citation']}）" if urn["citation"] else ""


def copy_words(draw: Draw, reader: str) -> str:
    """What a copy of a secret list says of itself on every page: who took it out and when, and that it may not be passed
    on; empty once the list is public, or where no document forbids unprotected copies (西平 细则 十四).
    """
    if draw.released:
        return ""
    where = "；".join(one.where for one in governing(draw.campaign, "draw.no_unprotected_copies"))
    if not where:
        return ""
    return f"保密：名单公开之前不得私自传递、复制（{where}）。{_time(timezone.now())} 由{reader}取出。"


def _data(draw: Draw, rows: Iterable[DrawnSubject], copy: str) -> dict[str, Any]:
    """Everything the template shows."""
    lines = [(str(r.position + 1), r.subject.name, r.chance, _seats(r)) for r in rows]
    urns = "\n".join(
        f"{u['name']}：{u['size']} 户中抽 {u['quota']} 户{_cited(u)}{_weighted(u)}" for u in draw.urns
    )
    return {
        "title": f"抽取记录 {draw.campaign.title}",
        "fonts": list(faces()),
        "number": draw.number,
        "attempt": draw.attempt,
        "facts": [
            ("抽查任务", f"{draw.title}（{draw.campaign.number}）"),
            ("组织单位", draw.agency.name),
            (
                "摇号编号",
                f"{draw.number}　第 {draw.attempt} 次" + (f"　{draw.reason}" if draw.reason else ""),
            ),
            ("锁库", f"{_time(draw.locked_at)}　{draw.locked_by}"),
            ("摇号", f"{_time(draw.drawn_at)}　{draw.drawn_by}"),
            ("规则", f"{draw.pack_name}（第 {draw.pack['version']} 版）"),
            ("签筒", urns),
            ("摘要算法", "国密 SM3" if draw.hash_name == "sm3" else "SHA-256"),
            ("可派人员", f"{draw.people_count} 人，每人最多 {draw.load} 户"),
        ],
        "phrase": "　".join(phrase(draw.manifest_hash)),
        "m": draw.manifest_hash,
        "reveals": draw.reveals_hash,
        "results": draw.results_hash,
        "sources": [(s.label, s.commitment or s.value) for s in draw.sources.all()]
        + [("本单位的秘密数", draw.operator_commitment)],
        "vacant": [group.sentence for group in vacant_groups(draw)],
        "total": len(lines),
        "rows": lines,
        "signers": signers(draw),
        "copy": copy,
    }


def record_pdf(draw: Draw, rows: Iterable[DrawnSubject], *, reader: str) -> bytes:
    """The record as PDF/A-2b, for whoever `reader` names. Raises `LookupError` where this machine has no Chinese face."""
    if not faces():
        raise LookupError("no Chinese face")
    data = json.dumps(_data(draw, rows, copy_words(draw, reader)), ensure_ascii=False)
    compiler = typst.Compiler(TEMPLATE.read_bytes(), sys_inputs={"data": data})
    pdf = compiler.compile(format="pdf", pdf_standards="a-2b")
    assert isinstance(pdf, bytes)  # one document, one file
    return pdf
