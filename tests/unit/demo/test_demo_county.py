"""The demonstration county is the same everywhere, and looks like a county."""

import hashlib
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from mingqian.demo.columns import headings
from mingqian.demo.county import SEED, YEAR, County, build
from mingqian.demo.files import FILE_NAMES, encode, tables, write
from mingqian.demo.items import ITEMS
from mingqian.demo.people import GROUNDS, ROLES
from mingqian.demo.places import EMERGENCY, MARKET, TOWNSHIPS
from mingqian.demo.plan import JOINT, UNDIRECTED, in_scope
from mingqian.demo.stream import Stream
from mingqian.demo.subjects import Subject
from mingqian.demo.trades import FIELDS, KEY_ITEM_FIELDS, TRADES

DIGEST = "982149a2e095523872ea7343a0a90beb880a686b2b4d869f029d572f01d93978"


@pytest.fixture(scope="module")
def county() -> County:
    return build()


def digest(county: County) -> str:
    whole = hashlib.sha256()
    for key, rows in sorted(tables(county).items()):
        whole.update(key.encode() + b"\0" + encode(rows) + b"\0")
    return whole.hexdigest()


# Determinism


def test_the_county_is_the_one_we_know(county: County) -> None:
    # A change of the generator changes every screenshot and figure: it has to be meant.
    assert digest(county) == DIGEST


def test_hash_seed_of_the_interpreter_does_not_matter(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    for hash_seed in ("1", "2"):
        folder = tmp_path / hash_seed
        subprocess.run(
            [sys.executable, "-m", "mingqian.demo.files", str(folder)],
            check=True,
            capture_output=True,
            cwd=root / "src",
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root / "src"), "PYTHONUTF8": "1"},
        )
    first, second = (sorted((tmp_path / seed).iterdir()) for seed in ("1", "2"))
    assert [one.name for one in first] == [one.name for one in second]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True))
    assert len(first) == len(FILE_NAMES)


def test_another_seed_gives_another_county(county: County) -> None:
    other = build(SEED + 1)
    assert {one.name for one in other.subjects} != {one.name for one in county.subjects}
    assert len(other.subjects) == len(county.subjects)


def test_stream_is_fixed_uniform_and_within_bounds() -> None:
    stream = Stream(7, "test")
    assert [stream.below(100) for _ in range(8)] == [83, 81, 61, 5, 41, 5, 48, 92]
    counts = Counter(Stream(7, str(n)).below(6) for n in range(3000))
    assert set(counts) == set(range(6))
    assert all(400 < count < 600 for count in counts.values())
    with pytest.raises(ValueError, match="positive"):
        stream.below(0)
    with pytest.raises(ValueError, match="larger"):
        stream.sample([1], 2)


def test_written_files_are_what_was_built(county: County, tmp_path: Path) -> None:
    paths = write(tmp_path, county)
    assert set(paths) == set(FILE_NAMES) == set(tables(county))
    text = paths["subjects"].read_bytes()
    assert text.startswith("\ufeff统一社会信用代码,".encode())
    assert text.count(b"\r\n") == len(county.subjects) + 1
    assert all("演示数据" in path.name for path in paths.values())


# Subjects


def test_counts(county: County) -> None:
    assert len(county.subjects) == 3000
    assert len(county.inspectors) == 60
    assert len(county.experts) == 12
    assert 40 <= len(county.spoiled) <= 52
    assert len(county.recusals) == 36


def test_every_field_has_its_share(county: County) -> None:
    counts = Counter(one.field for one in county.subjects)
    expected = Counter[str]()
    for trade in TRADES:
        expected[trade.field] += trade.count
    expected["烟花爆竹"] += 12
    assert counts == expected
    assert set(counts) == set(FIELDS)
    assert (
        counts["商贸"]
        > counts["轻工"]
        > counts["机械"]
        > counts["建材"]
        > counts["危险化学品"]
        > counts["冶金"]
    )


def test_classes_and_grades_are_spread_as_in_a_county(county: County) -> None:
    subjects = county.subjects
    key = [one for one in subjects if one.supervision == "重点"]
    assert 0.06 < len(key) / len(subjects) < 0.14
    assert all(bool(one.key_reasons) == (one.supervision == "重点") for one in subjects)
    grades = Counter(one.credit for one in subjects)
    assert grades["A"] > grades["B"] > grades["C"] > grades["D"] > 60
    assert set(grades) == set("ABCD")
    assert {one.risk for one in subjects} == {"重大风险", "较大风险", "一般风险", "低风险"}
    status = Counter(one.status for one in subjects)
    assert status["存续"] > 2800
    assert set(status) == {"存续", "停业", "注销", "吊销"}
    kinds = Counter(one.kind for one in subjects)
    assert kinds["企业"] > kinds["个体工商户"] > kinds["农民专业合作社"] > kinds["自然人"] == 12


def test_flags_that_make_a_subject_key_do(county: County) -> None:
    def flagged(one: Subject) -> bool:
        return bool(one.fatal_accident_on) or one.joint_punishment or one.major_hazard

    assert sum(1 for one in county.subjects if flagged(one)) > 20
    assert all(one.supervision == "重点" for one in county.subjects if flagged(one))
    worst = [one for one in county.subjects if one.fatal_accident_on or one.joint_punishment]
    assert worst
    assert all(one.credit == "D" for one in worst)
    days = [date.fromisoformat(one.fatal_accident_on) for one in worst if one.fatal_accident_on]
    assert len(days) > 3
    # Within three years all through the year of the plan.
    assert all(date(YEAR - 3, 12, 31) < day < date(YEAR, 1, 1) for day in days)
    assert sum(1 for one in county.subjects if one.complaints >= 3) > 10
    assert sum(1 for one in county.subjects if one.abnormal_listed) > 40
    assert sum(1 for one in county.subjects if one.watch_listed or one.seriously_listed) > 10


def test_names_differ_and_are_of_sane_length(county: County) -> None:
    names = [one.name for one in county.subjects]
    assert len(set(names)) == len(names)
    firms = [one.name for one in county.subjects if one.kind != "自然人"]
    assert min(map(len, firms)) >= 7
    assert 26 <= max(map(len, firms)) <= 40
    assert all(name == name.strip() and "  " not in name for name in names)
    assert all("青禾" in name for name in firms)


def test_every_subject_has_a_place_and_someone_responsible(county: County) -> None:
    towns = {town.name for town in TOWNSHIPS}
    responsible = {unit.name for unit in county.units if unit.agency == EMERGENCY}
    for one in county.subjects:
        assert one.township in towns
        assert one.township in one.address
        assert one.jurisdiction in responsible
        assert one.principal
        assert one.scope
    assert {one.township for one in county.subjects} == towns
    shared = Counter(
        one.address.split("电商产业园")[0] for one in county.subjects if "电商产业园" in one.address
    )
    assert max(shared.values()) > 20


def test_dates_are_dates(county: County) -> None:
    for one in county.subjects:
        assert (one.founded == "") == (one.kind == "自然人")
        if one.founded:
            assert date(1990, 1, 1) < date.fromisoformat(one.founded) < date(YEAR, 1, 15)
        if one.licence:
            assert one.licence_number
            assert date.fromisoformat(one.licence_until) >= date(YEAR - 1, 12, 31)
    licences = [one.licence_number for one in county.subjects if one.licence_number]
    assert len(set(licences)) == len(licences) > 150


# People


def test_inspectors_of_two_departments_with_exceptions(county: County) -> None:
    agencies = Counter(one.agency for one in county.inspectors)
    assert agencies == {EMERGENCY: 43, MARKET: 17}
    assert len({one.name for one in county.inspectors}) == 60
    bare = [one for one in county.inspectors if not one.certified]
    assert len(bare) == 2
    assert all(one.certificate == "" == one.certificate_until for one in bare)
    held = [one for one in county.inspectors if one.certified]
    assert len({one.certificate for one in held}) == 58
    assert sum(1 for one in held if date.fromisoformat(one.certificate_until) < date(YEAR, 1, 1)) == 4
    assert sum(1 for one in held if date.fromisoformat(one.certificate_until) > date(YEAR + 1, 12, 31)) == 54
    towns = {town.name for town in TOWNSHIPS}
    assert sum(1 for one in county.inspectors if one.area) == 16
    assert all(set(one.area) <= towns for one in county.inspectors)
    assert sum(1 for one in county.inspectors if one.affiliated) == 6
    assert all(one.area for one in county.inspectors if one.affiliated)  # 信阳细则 第九条
    assert sum(1 for one in county.inspectors if one.status != "在岗") == 3
    units = {(unit.agency, unit.name) for unit in county.units}
    assert all((one.agency, one.unit) in units for one in county.inspectors)
    assert all((int(one.id_number[16]) % 2 == 1) == (one.sex == "男") for one in county.inspectors)


def test_recusals_name_people_and_subjects_that_exist(county: County) -> None:
    people = {(one.name, one.certificate) for one in county.inspectors if one.certified}
    subjects = {one.code: one for one in county.subjects}
    assert {one.ground for one in county.recusals} == set(GROUNDS)
    for one in county.recusals:
        assert (one.inspector, one.certificate) in people
        assert subjects[one.subject_code].name == one.subject
        assert "{" not in one.explanation


def test_users_cover_every_role(county: County) -> None:
    held = Counter(role for user in county.users for role in user.roles)
    assert set(held) == set(ROLES)
    assert held["审批领导"] == 2
    assert held["见证人"] == 2
    assert held["任务执行单位负责人"] >= 2
    assert held["检查人员"] >= 50
    assert len({user.username for user in county.users}) == len(county.users)
    certificates = {one.certificate: one for one in county.inspectors if one.certified}
    units = {(unit.agency, unit.name) for unit in county.units}
    for user in county.users:
        assert (user.agency, user.unit) in units
        assert ("检查人员" in user.roles) == bool(user.certificate)
        if user.certificate:
            assert certificates[user.certificate].name == user.name
    apart = {"系统管理员", "安全管理员", "审计员"}
    assert all(len(user.roles) == 1 for user in county.users if apart & set(user.roles))


# Plan


def test_plan_lines_fit_items_units_and_register(county: County) -> None:
    items = {one.code: one for one in ITEMS}
    units = {unit.name for unit in county.units}
    assert [line.number for line in county.plan] == list(range(1, len(county.plan) + 1))
    for line in county.plan:
        assert line.unit in units
        assert date.fromisoformat(line.start) < date.fromisoformat(line.end)
        assert line.start.startswith(str(YEAR))
        assert line.estimate > 0
        assert (line.kind == JOINT) == bool(line.partner)
        agencies = {items[code].agency for code in line.items}
        assert agencies == ({line.lead, line.partner} if line.partner else {line.lead})
        for code in line.items:
            assert items[code].joint or not line.partner, (line.title, code)
            fields = line.fields or FIELDS
            assert any(items[code].applies_to(field) for field in fields), (line.title, code)
        pool = [one for one in county.subjects if in_scope(one, line)]
        assert line.estimate <= len(pool)
        if line.item_class == "一般" and not line.partner and line.direction != UNDIRECTED:
            assert line.estimate * 100 >= 5 * len(pool)  # 高青 5.1.2
        for code in line.industries:
            assert any(one.industry == code for one in pool), (line.title, code)
    assert sum(1 for line in county.plan if line.kind == JOINT) >= 2
    covered = {field for line in county.plan for field in line.fields}
    assert covered == set(FIELDS)


def test_key_items_are_those_of_the_key_fields(county: County) -> None:
    for line in county.plan:
        if line.item_class == "重点":
            assert set(line.fields) & set(KEY_ITEM_FIELDS)


# The rows that are wrong on purpose


def test_spoiled_rows_have_the_columns_of_the_register(county: County) -> None:
    width = len(tables(county)["subjects"][0])
    assert all(len(row.cells) == width for row in county.spoiled)
    outcomes = Counter(row.outcome for row in county.spoiled)
    assert set(outcomes) == {"新增", "变更", "无变化", "带警告接收", "搁置", "待人工确认管辖"}
    assert min(outcomes.values()) >= 2


def test_unchanged_rows_equal_the_register_and_changed_ones_differ(county: County) -> None:
    register = {row[0]: row for row in tables(county)["subjects"][1:]}
    for row in county.spoiled:
        known = register.get(row.cells[0])
        if row.outcome == "无变化":
            assert known == list(row.cells)
        elif row.outcome == "变更":
            assert known is not None
            assert known != list(row.cells)
        elif row.cells[0]:
            assert known is None, row.defect


def test_headings_are_unique() -> None:
    assert len(set(headings(Subject))) == len(headings(Subject))
