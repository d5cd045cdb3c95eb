"""履职情况 as PDF: every page bears its number, and who took it out; the same type as the draw's own record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from mingqian.draws.papers import faces
from mingqian.liability.cases import Shown
from mingqian.liability.evidence.conduct import moment_words

TEMPLATE = Path(__file__).parent / "paper.typ"


def _case(row: Shown) -> dict[str, Any]:
    return {
        "head": f"{'免除责任' if row.case.exempts else '承担责任'}：{row.case.words}",
        "citation": row.case.citation,
        "word": row.evidence.word,
        "summary": row.evidence.summary,
        "rows": [(line.what, line.said, line.word) for line in row.evidence.rows],
        "silent": row.evidence.silent,
        "said": [
            {
                "text": one.said,
                "note": "；".join(
                    [
                        *([one.inspection.number] if one.inspection else []),
                        *one.papers,
                        f"{one.made_by}（{one.made_role}）",
                        moment_words(one.made_at),
                    ]
                ),
            }
            for one in row.statements
        ],
    }


def paper_pdf(context: Mapping[str, Any], *, reader: str) -> bytes:
    """The page's context as PDF/A-2b, for whoever `reader` names. Raises `LookupError` where there is no Chinese face."""
    if not faces():
        raise LookupError("no Chinese face")
    campaign, one = context["campaign"], context["inspection"]
    departments = context["departments"]
    taken = f"{moment_words(timezone.now())} 由{reader}取出"
    secret = context["secret_until"]
    data = {
        "fonts": list(faces()),
        "title": f"履职情况 {one.number if one else campaign.number}",
        "agency": campaign.agency.name,
        "number": campaign.number,
        "about": f"{campaign.title}{f'　{one.number} {one.subject_name}' if one else ''}",
        "copy": f"保密，{secret}。{taken}" if secret else taken,
        "departments": [
            (name, str(asked), str(filled)) for name, asked, filled in departments.get("rows", ())
        ],
        "answer_each": departments.get("citation", ""),
        "cases": [_case(row) for row in context["cases"]],
    }
    compiler = typst.Compiler(
        TEMPLATE.read_bytes(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )
    pdf = compiler.compile(format="pdf", pdf_standards="a-2b")
    assert isinstance(pdf, bytes)  # one document, one file
    return pdf
