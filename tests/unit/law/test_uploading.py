"""A pack that is handed in: archives with tricks, costly text, forms, names that are taken, words of another kind."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from mingqian.law import PackError, differences, load_pack, load_uploaded, read_archive, read_folder
from mingqian.law.uploading import FILES, MOST_BYTES, MOST_FILE_BYTES
from mingqian.law.wording import PROBLEMS, problem_words

PACKS = Path(__file__).resolve().parents[3] / "law" / "packs"
KNOWN = [load_pack(read_folder(one)) for one in sorted(PACKS.iterdir()) if one.is_dir()]
HEAD = (
    (PACKS / "gaoqing" / "pack.toml")
    .read_text(encoding="utf-8")
    .replace('id = "gaoqing"', 'id = "ours"')
    .replace('name = "', 'short = "本局"\nname = "本局的', 1)
)


def files(**changed: str) -> dict[str, str]:
    found = {name: data.decode() for name, data in read_folder(PACKS / "gaoqing").items()}
    return {**found, "pack.toml": HEAD, **{f"{name}.toml": text for name, text in changed.items()}}


def archive(entries: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as made:
        for name, text in entries.items():
            made.writestr(name, text)
    return target.getvalue()


def codes(given: dict[str, str]) -> set[str]:
    with pytest.raises(PackError) as error:
        load_uploaded(given, KNOWN)
    assert all(one.code in PROBLEMS and problem_words(one) for one in error.value.problems)
    return {one.code for one in error.value.problems}


def test_a_copy_under_a_code_of_its_own_loads_and_is_cited_by_its_own_name() -> None:
    pack = load_uploaded(files(), KNOWN)
    assert pack.id == "ours" and pack.short == "本局"
    gaoqing = next(one for one in KNOWN if one.id == "gaoqing")
    assert {one.key for one in differences(gaoqing, pack)} == {"pack.编号", "pack.名称", "pack.引用时的简称"}


def test_an_archive_of_a_folder_is_read_and_what_desktops_add_is_passed_over() -> None:
    named = {f"ours/{name}": text for name, text in files().items()}
    read = read_archive(archive({**named, "__MACOSX/ours/._pack.toml": b"\x00", "ours/.DS_Store": b"\x00"}))
    assert {name: data.decode() for name, data in read.items()} == files()


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"../pack.toml": "x"}, "pack.archive_name"),
        ({"/pack.toml": "x"}, None),
        ({"a/b/pack.toml": "x"}, "pack.archive_name"),
        ({"a\\pack.toml": "x"}, None),
        ({"a/pack.toml": "x", "b/shares.toml": "x"}, "pack.archive_name"),
        ({"run.py": "x"}, "pack.archive_kind"),
        ({f"f{n}.toml": "" for n in range(100)}, "pack.archive_kind"),
        ({"pack.toml": "#" * 40_000_000}, "pack.file_size"),
        (dict.fromkeys(FILES[:6], "#" * (MOST_FILE_BYTES - 1)), "pack.size"),
    ],
)
def test_an_archive_leads_nowhere_and_unpacks_to_little(entries: dict[str, str], code: str | None) -> None:
    started = time.monotonic()
    try:
        found = read_archive(archive(dict(entries)))
    except PackError as error:
        assert code is None or code in {one.code for one in error.problems}
    else:
        # A path that means this very folder is read as a name.
        assert code is None and set(found) == {"pack.toml"}
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 torn",
        archive(dict(files()))[:400],
        archive({"pack.toml": "x"}, zipfile.ZIP_LZMA),
        b"PK" * MOST_BYTES,
    ],
)
def test_a_broken_archive_is_refused(data: bytes) -> None:
    with pytest.raises(PackError) as error:
        read_archive(data)
    assert {one.code for one in error.value.problems} <= {"pack.archive", "pack.size"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x = " + "[" * 60_000, "pack.toml"),
        ("x = " + "9" * 6000, "pack.toml"),
        ("a" + ".a" * 60_000 + " = 1", "pack.dots"),
        ('[a]\nvalue = "1e99999999"\nunit = "比例"\n', "pack.unit"),
        ("[a]\nvalue = 0x" + "f" * 5000 + "\n", "pack.field_type"),
        ("\n" * 150_000 + "[[a]]\n" * 3000, "pack.no_citation"),
    ],
)
def test_text_made_to_be_costly_is_refused_at_once(text: str, code: str) -> None:
    started = time.monotonic()
    assert code in codes(files(shares=text))
    assert time.monotonic() - started < 5


def test_everything_wrong_is_found_at_once_with_its_line_and_article() -> None:
    rule = 'article = "一"\nanchor = "x"\nreading = "x"\nstrength = "应当"\nverified = "seed"\n'
    given = files(
        bodies="[owner]\nvalue = true\n" + rule,
        checks=f'[Bad-Name]\nvalue = "x"\n{rule}[long]\nvalue = "{"长" * 600}"\n{rule}',
        draw="x",
        scripts="x",
    )
    given["shares.toml"] = given["shares.toml"].replace("value = 5", 'value = "五"')
    with pytest.raises(PackError) as error:
        load_uploaded(given, KNOWN)
    found = {(one.file, one.code) for one in error.value.problems}
    assert {("scripts.toml", "pack.theme"), ("draw.toml", "pack.toml"), ("shares.toml", "pack.unit"),
            ("checks.toml", "pack.key"), ("checks.toml", "pack.long")} <= found  # fmt: skip
    bad = next(one for one in error.value.problems if one.code == "pack.unit")
    assert bad.line and bad.article and "shares.toml 第" in problem_words(bad)
    torn = next(one for one in error.value.problems if one.code == "pack.toml")
    assert torn.line == 1 and "名称后面要写 =" in problem_words(torn)
    lines = {one.line for one in error.value.problems if one.file == "checks.toml"}
    assert {1, 8} <= lines


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (HEAD.replace('id = "ours"', 'id = "gaoqing"'), "pack.id_taken"),
        (HEAD.replace('id = "ours"', 'id = "Our pack"'), "pack.id"),
        (HEAD.replace('short = "本局"', 'short = "信阳"'), "pack.short_taken"),
        (HEAD.replace('short = "本局"\n', ""), "pack.short_taken"),
        (HEAD.replace('version = "', f'version = "{"1" * 50}'), "pack.version"),
    ],
)
def test_codes_and_names_are_one_packs_alone(head: str, code: str) -> None:
    assert code in codes({**files(), "pack.toml": head})


def test_a_key_is_one_question_with_one_kind_of_answer() -> None:
    text = files()["shares.toml"].replace("value = 5\n", "value = 5\n", 1).replace('"百分比"', '"户"')
    assert "pack.unlike" in codes(files(shares=text))
    settings = files()["settings.toml"]
    assert "pack.unlike" in codes(files(settings=settings.replace('"drawn"', '"thrown"')))


def test_the_next_version_of_an_own_pack_may_keep_its_code() -> None:
    ours = load_uploaded(files(), KNOWN)
    later = {**files(), "pack.toml": HEAD.replace('version = "', 'version = "2.')}
    assert load_uploaded(later, [*KNOWN, ours], {"ours"}).digest() != ours.digest()
    with pytest.raises(PackError):
        load_uploaded(later, [*KNOWN, ours])
