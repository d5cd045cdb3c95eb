"""The papers say what is true: diagrams are current, links lead somewhere, commands exist, no host or machine is named."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import mingqian
from mingqian.acts.lifecycle import LIFECYCLES
from mingqian.cli import diagrams
from mingqian.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted(
    path
    for folder in ("*.md", "docs/**/*.md", "law/**/*.md", "spec/*.md", "bench/*.md")
    for path in ROOT.glob(folder)
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"\./run ([a-z]+)")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_papers_are_all_there():
    names = {_name(path) for path in PAPERS}
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/glossary.md", "docs/threats.md"} <= names
    assert {"docs/install.md", "docs/clerk.md", "docs/lifecycles.md", "docs/adr/README.md"} <= names


def test_the_diagrams_are_current():
    assert len(LIFECYCLES) >= 5
    assert diagrams.TARGET.read_text(encoding="utf-8") == diagrams.text(), "./run diagrams"


@pytest.mark.parametrize("paper", PAPERS, ids=_name)
def test_links_lead_somewhere(paper):
    broken = [
        target
        for target in LINK.findall(paper.read_text(encoding="utf-8"))
        if "://" not in target
        and not target.startswith("#")
        and not (paper.parent / target.split("#")[0]).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("paper", PAPERS, ids=_name)
def test_commands_named_exist(paper):
    named = set(COMMAND.findall(paper.read_text(encoding="utf-8")))
    assert named - set(COMMANDS) - {"test"} == set()


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [
        name for name in (*COMMANDS, "test") if f"./run {name}" not in text and f"`{name}`" not in text
    ] == []


def test_every_setting_of_the_environment_is_explained():
    """What settings read from the environment stands in the administrator's guide."""
    read = set()
    for path in (ROOT / "src" / "mingqian" / "site").glob("*.py"):
        read |= set(re.findall(r'environ\.get\(\s*"([A-Z_]+)"', path.read_text(encoding="utf-8")))
    guide = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    assert len(read) > 5
    assert sorted(name for name in read - {"MINGQIAN_STATIC"} if name not in guide) == []


def test_the_clerks_guide_uses_the_words_of_the_pages():
    """Whatever the guide quotes to be pressed or opened stands so on a page (or in the code that words it)."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src" / "mingqian").rglob("*")
        if path.suffix in {".html", ".py", ".js"}
    )
    guide = (ROOT / "docs" / "clerk.md").read_text(encoding="utf-8")
    quoted = {part for words in re.findall("“([^”]+)”", guide) for part in words.split(" → ")}
    assert len(quoted) > 25
    assert sorted(words for words in quoted if words not in source) == []


def test_every_decision_is_listed_and_whole():
    folder = ROOT / "docs" / "adr"
    listing = (folder / "README.md").read_text(encoding="utf-8")
    records = sorted(folder.glob("0*.md"))
    assert [path.name[:4] for path in records] == [f"{n:04d}" for n in range(1, len(records) + 1)]
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert f"({path.name})" in listing, path.name
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        for part in ("Options:", "**Choice.**", "**Drawbacks.**"):
            assert part in text, (path.name, part)


def test_every_room_has_its_word_in_the_glossary():
    """Models the law knows by name: each stands in the glossary under the identifier the code uses."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:[a-z]+\.)?([A-Z][A-Za-z]+)`", text))
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert len(named) > 15
    assert (
        sorted(name for name in named if f"class {name}(" not in source and f"class {name}:" not in source)
        == []
    )


def _tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("没有 git 信息（不是克隆来的），不能列出文件")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_package_registry():
    wrong = []
    machine = re.compile(r"(?<![\w.])/(?:work|root|home/[a-z]+)/")
    registry = re.compile(
        r"https?://[^\s\"'<>)]*(?:pypi|npmjs|npmmirror|mirrors?\.|simple/|registry)[^\s\"'<>)]*"
    )
    for path in _tracked():
        if path.suffix in {".png", ".zip", ".leaves", ".ico", ".woff2"}:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [
            f"{_name(path)}: {found}"
            for found in (*machine.findall(text), *registry.findall(text))
            if path != Path(__file__)
        ]
    assert wrong == []


def test_lock_files_pin_every_package_with_hashes_and_no_host():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert blocks
        for block in blocks:
            assert re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==[^ ]+", block), block[:60]
            assert "--hash=sha256:" in block, block[:60]
        pinned = {re.split(r"[=\[]", block)[0] for block in blocks}
        wanted = {re.split(r"[>=<\[]", line)[0].lower() for line in project["dependencies"]}
        assert wanted <= pinned, wanted - pinned


def test_the_version_is_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == mingqian.__version__
    assert f"## {mingqian.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert project["license"] == "MulanPSL-2.0"
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "木兰宽松许可证， 第2版" in licence
    assert "END OF THE TERMS AND CONDITIONS" in licence


def test_the_draw_is_explained_in_two_pages_and_in_ten():
    """As printed in Chromium on A4 (12 pt, half a line between lines, margins of 22 and 25 mm) when these bounds were
    set: two pages at up to 1,900 characters of the leaders' paper, ten at 9,500 to 11,400 of the engineers'.
    """
    leaders = (ROOT / "docs" / "draw-for-leaders.md").read_text("utf-8")
    engineers = (ROOT / "docs" / "draw-for-engineers.md").read_text("utf-8")
    assert "两页" in leaders.splitlines()[0] and len(leaders) <= 1_900
    assert "十页" in engineers.splitlines()[0] and 9_500 <= len(engineers) <= 11_400


def test_the_worked_example_works(monkeypatch, capsys):
    """The paper's own program, run as it is printed; the digests beside it are what it prints."""
    paper = (ROOT / "docs" / "draw-for-engineers.md").read_text("utf-8")
    [program] = re.findall(r"```python\n(.*?)```", paper, re.DOTALL)
    monkeypatch.chdir(ROOT)
    exec(compile(program, "draw-for-engineers.md", "exec"), {})
    for digest in capsys.readouterr().out.split():
        assert f"`{digest[:8]}…`" in paper
