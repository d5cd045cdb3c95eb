"""A document attached as PDF: its articles, its anchors, and what to do about a file that has no text."""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingqian.accounts.current import ROLE_KEY
from mingqian.acts.refusal import Refused
from mingqian.draws.papers import faces
from mingqian.law import check_anchors, split_articles
from mingqian.plans import packs, rulebook
from mingqian.plans.documents import reading
from mingqian.plans.documents.child import MOST_PAGES
from mingqian.plans.documents.reading import read_document
from mingqian.plans.models import AttachedDocument

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
PAGE = """
#set page(paper: "a5", header: align(center)[某县应急管理局文件], footer: context align(center)[— #counter(page).display() —])
#set text(font: json(bytes(sys.inputs.fonts)), size: 12pt, lang: "zh", region: "cn")
#set par(first-line-indent: (amount: 2em, all: true), justify: true)
#for one in json(bytes(sys.inputs.lines)) [#one #parbreak()]
"""
needs_type = pytest.mark.skipif(not faces(), reason="no Chinese type on this machine")


def pdf_of(lines: list[str], source: str = PAGE) -> bytes:
    inputs = {"lines": json.dumps(lines), "fonts": json.dumps(list(faces()))}
    return bytes(typst.compile(source.encode(), sys_inputs=inputs))


def guide() -> str:
    """A document of three pages with the articles and anchors of a pack, each in a long paragraph."""
    pack = packs.load("gaoqing")
    held: dict[str, list[str]] = {}
    for one in [*pack.parameters, *(s for s in pack.settings if s.citation)]:
        assert one.citation is not None
        held.setdefault(one.citation.article.split(" ")[0], []).append(one.citation.anchor)
    filling = "县应急管理局应当如实记录检查的过程和结果，留存资料备查"
    return "\n".join(
        f"{number} 规定\n{'；'.join(dict.fromkeys(anchors))}；{filling}。"
        for number, anchors in sorted(held.items())
    )


def refused(data: bytes) -> Refused:
    with pytest.raises(Refused) as error:
        read_document(data)
    assert error.value.words()
    return error.value


@needs_type
def test_the_articles_of_a_pdf_are_those_of_its_text() -> None:
    text = guide()
    data = pdf_of(text.split("\n"))
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) > 2
    found = read_document(data)
    assert found.without_text == ()
    assert "应急管理局文件" not in found.text and "— 2 —" not in found.text
    assert split_articles(found.text) == split_articles(text)


@needs_type
@pytest.mark.parametrize("name", ["gaoqing", "hebi", "weidong", "xinyang", "xiping"])
def test_the_real_documents_printed_keep_every_anchor(name: str, db: None) -> None:
    pack = packs.load(name)
    file = SEEDS / pack.seed
    if not file.is_file():
        pytest.skip("the documents are not beside the project")
    text = file.read_text(encoding="utf-8")
    printed = read_document(pdf_of([line.strip() for line in text.split("\n") if line.strip()])).text
    assert check_anchors(pack, printed) == ()
    assert split_articles(printed, pack.parts) == split_articles(text, pack.parts)


@needs_type
@needs_type
def test_columns_printed_one_after_the_other_are_read_so() -> None:
    """As typesetters and word processors print them; the article that runs on into the second column stays whole."""
    lines = [
        f"第{number}条 这是办法的第{number}条，写得长一些，{number * 6}，让它占满几行{number * 3}。"
        for number in "一二三四五六七八九"
    ]
    read = read_document(pdf_of(lines, PAGE.replace('paper: "a5"', "width: 14cm, height: 9cm, columns: 2")))
    articles = split_articles(read.text)
    assert list(articles) == list("一二三四五六七八九")
    assert [articles[one] for one in articles] == ["".join(line.split()) for line in lines]


def test_a_page_without_text_is_named_and_a_file_of_pictures_is_not_taken() -> None:
    picture = '#set page(paper: "a6")\n#rect(width: 3cm, height: 3cm, fill: red)\n'
    mixed = PAGE + "#pagebreak()\n#set page(header: none, footer: none)\n#rect(width: 3cm, height: 3cm)\n"
    found = read_document(pdf_of(["第一条 检查对象由随机抽取产生，名单不得事先透露给任何人。"], mixed))
    assert found.without_text == (2,) and "第一条 检查对象" in found.text
    error = refused(pdf_of([], picture))
    assert error.code == "plans.document_scanned" and "扫描" in error.words()


@needs_type
def test_a_password_closes_a_file_and_a_mere_ban_on_printing_does_not() -> None:
    plain = pypdf.PdfReader(io.BytesIO(pdf_of(["第一条 检查对象由随机抽取产生，名单不得事先透露给任何人。"])))
    for password, code in (("打开密码", "plans.document_encrypted"), ("", "")):
        writer = pypdf.PdfWriter(clone_from=plain)
        writer.encrypt(user_password=password, owner_password="管理密码", algorithm="AES-256")
        target = io.BytesIO()
        writer.write(target)
        if code:
            assert refused(target.getvalue()).code == code
        else:
            assert "第一条 检查对象" in read_document(target.getvalue()).text


@needs_type
def test_a_torn_file_is_said_to_be_torn() -> None:
    whole = pdf_of(["第一条 检查对象由随机抽取产生。"])
    for torn in (b"%PDF-1.4 broken", whole[: len(whole) // 2], whole[:200] + b"\x00" * 400):
        assert refused(torn).code in ("plans.document_broken", "plans.document_scanned")


def _stream(content: bytes) -> bytes:
    """A file of one page with this (deflated) content."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    return made + head + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(made)


def test_a_file_made_to_be_costly_ends_its_reader_alone() -> None:
    bomb = _stream(b"\x00" * 400_000_000)
    assert len(bomb) < 1_000_000 and struct.calcsize("I") == 4
    assert refused(bomb).code in ("plans.document_heavy", "plans.document_broken", "plans.document_scanned")


def test_too_many_pages_and_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    writer = pypdf.PdfWriter()
    for _ in range(MOST_PAGES + 1):
        writer.add_blank_page(9, 9)
    target = io.BytesIO()
    writer.write(target)
    assert refused(target.getvalue()).code == "plans.document_pages"
    monkeypatch.setattr(reading, "LARGEST", 10)
    assert refused(b"%PDF-" + b"x" * 10).code == "plans.document_size"


@needs_type
@pytest.mark.django_db
def test_the_page_names_every_anchor_that_is_not_found(bureau: Any) -> None:
    client = Client()
    client.force_login(bureau.users["planner"], backend="mingqian.accounts.backend.AccountBackend")
    session = client.session
    session[ROLE_KEY] = "planner"
    session.save()
    address = reverse("plans:document", args=["gaoqing"])
    lines = [line.replace("不少于 5%的比例", "不少于百分之五的比例") for line in guide().split("\n")]
    lines = [line.replace("6.2 规定", "6.9 规定") for line in lines]
    upload = SimpleUploadedFile("指引.pdf", pdf_of(lines), content_type="application/pdf")
    page = client.post(address, {"file": upload}, follow=True).content.decode()
    assert "处锚文字对不上" in page and "一般检查对象按不少于 5%的比例抽查" in page
    assert "所附原文没有这一条" in page and "这几个字在 6.9" in page
    held = rulebook.attached(bureau.agency, packs.load("gaoqing"))
    assert held is not None and "5.1.2" in {one.article for one in held.problems}
    upload = SimpleUploadedFile("扫描.pdf", pdf_of([], "#rect(width: 3cm, height: 3cm)"))
    page = client.post(address, {"file": upload}).content.decode()
    assert "扫描" in page and AttachedDocument.objects.count() == 1
