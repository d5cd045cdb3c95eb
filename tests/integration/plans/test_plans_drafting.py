"""规则包草稿: a pack written rule by rule; what is wrong stands at its rule; nobody who wrote into it decides on it."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingqian.accounts.actions import grant_role
from mingqian.accounts.current import ROLE_KEY, actor_for, system_actor
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.law import PackError
from mingqian.law.editing import entries
from mingqian.plans import actions, drafting, packs, written
from mingqian.plans.effects import effects_of_version
from mingqian.plans.forms.entry import RuleForm
from mingqian.plans.forms.setting import SettingForm
from mingqian.plans.models import PackDraft, PackVersion

pytestmark = pytest.mark.django_db
RULE = ("shares", "general_minimum", 1)


@pytest.fixture
def draft(bureau: Any) -> PackDraft:
    made: PackDraft = actions.begin_draft(
        by=bureau.actor("planner"), agency=bureau.agency, copied_from="gaoqing"
    )
    return made


@pytest.fixture
def page(bureau: Any) -> Client:
    client = Client()
    client.force_login(bureau.users["planner"], backend="mingqian.accounts.backend.AccountBackend")
    session = client.session
    session[ROLE_KEY] = "planner"
    session.save()
    return client


def table_of(draft: PackDraft, theme: str, name: str, number: int = 1) -> dict[str, Any]:
    entry = drafting.Draft(draft).entry(theme, name, number)
    assert entry is not None
    return dict(entry.table)


def change(bureau: Any, draft: PackDraft, place: tuple[str, str, int] = RULE, **values: Any) -> PackDraft:
    table = table_of(draft, *place)
    theme, name, number = place
    return actions.edit_entry(
        by=bureau.actor("planner"), draft=draft, theme=theme, name=name, number=number, mark=drafting.mark_of(table),
        table=table | values,
    )  # fmt: skip


def propose(bureau: Any, draft: PackDraft, by: Any = None) -> PackVersion:
    pack = drafting.Draft(draft).pack
    assert pack is not None
    return actions.propose_draft(
        by=by or bureau.actor("planner"), draft=draft, digest=pack.digest(), reason="局办公会"
    )


def refused(code: str, run: Any) -> None:
    with pytest.raises(Refused) as error:
        run()
    assert error.value.code == code


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_changed_rule_keeps_the_rest_of_its_file_and_is_audited(bureau: Any, draft: PackDraft) -> None:
    before = dict(draft.files)
    change(bureau, draft, value=8)
    lines = zip(before["shares.toml"].split("\n"), draft.files["shares.toml"].split("\n"), strict=True)
    assert [pair for pair in lines if pair[0] != pair[1]] == [("value = 5", "value = 8")]
    event = Event.objects.get(action="plans.draft.edit")
    details = json.loads(event.details)
    assert details["changed"] == "值 至少 5% → 至少 8%" and details["article"] == "5.1.2"
    row = next(one for one in drafting.Draft(draft).rows if one.entry.key == "shares.general_minimum")
    assert row.state == drafting.CHANGED and row.title == "一般检查对象的抽查比例"


def test_two_people_may_change_two_rules_but_not_the_same_one_unseen(bureau: Any, draft: PackDraft) -> None:
    seen = table_of(draft, *RULE)
    change(bureau, draft, ("teams", "minimum", 1), value=3)
    change(bureau, draft, value=8)
    refused(
        "acts.changed_meanwhile",
        lambda: actions.edit_entry(
            by=bureau.actor("planner"), draft=draft, theme="shares", name="general_minimum", number=1,
            mark=drafting.mark_of(seen), table=seen | {"value": 9},
        ),
    )  # fmt: skip
    assert table_of(draft, *RULE)["value"] == 8


@pytest.mark.parametrize(
    ("values", "words"),
    [({"anchor": " "}, "锚文字"), ({"value": "五"}, "单位"), ({"unit": "户"}, "不是一类")],
)
def test_a_wrong_rule_is_not_kept(bureau: Any, draft: PackDraft, values: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused) as error:
        change(bureau, draft, **values)
    assert error.value.code == "plans.draft_wrong" and words in error.value.words()
    assert not PackDraft.objects.exclude(files=draft.files).exists()


def test_what_is_removed_is_told_with_its_reason(bureau: Any, draft: PackDraft, page: Client) -> None:
    mark = drafting.mark_of(table_of(draft, "shares", "low_risk_reduction"))
    arguments = {"by": bureau.actor("planner"), "draft": draft, "theme": "shares", "name": "low_risk_reduction",
                 "number": 1, "mark": mark}  # fmt: skip
    refused("acts.reason_required", lambda: actions.remove_entry(**arguments, reason=" "))
    actions.remove_entry(**arguments, reason="本县的文件没有写。")
    assert draft.removed == {"shares.low_risk_reduction": "本县的文件没有写。"}
    assert [key for key, _, _ in drafting.Draft(draft).gone] == ["shares.low_risk_reduction"]
    made = propose(bureau, draft)
    assert "本县的文件没有写。" in text(page.get(reverse("plans:pack_version", args=[made.pk])))
    refused("plans.draft_proposed", lambda: change(bureau, draft, value=8))


def test_another_value_of_a_rule_needs_another_time(bureau: Any, draft: PackDraft) -> None:
    table = table_of(draft, *RULE)
    by = bureau.actor("planner")
    with pytest.raises(Refused) as error:
        actions.add_entry(by=by, draft=draft, theme="shares", name="general_minimum", table=table)
    assert "时期重叠" in error.value.words()
    change(bureau, draft, valid_until=date(2026, 12, 31))
    later = table | {"value": 10, "valid_from": date(2027, 1, 1)}
    entry = actions.add_entry(by=by, draft=draft, theme="shares", name="general_minimum", table=later)
    assert entry.number == 2
    pack = drafting.Draft(draft).pack
    assert pack and pack.get("shares.general_minimum", date(2027, 3, 1)).value == 10
    assert pack.get("shares.general_minimum", date(2026, 3, 1)).value == 5


def test_nobody_who_wrote_into_a_draft_decides_on_it(bureau: Any, draft: PackDraft) -> None:
    both = bureau.users["approver"]
    grant_role(by=system_actor(), user=both, role="planner", reason="兼")
    table = table_of(draft, *RULE)
    actions.edit_entry(
        by=actor_for(both, "planner", origin="127.0.0.1"), draft=draft, theme="shares", name="general_minimum", number=1,
        mark=drafting.mark_of(table), table=table | {"value": 8},
    )  # fmt: skip
    made = propose(bureau, draft)
    refused(
        "plans.version_own",
        lambda: actions.decide_pack(by=bureau.actor("approver"), version=made, approve=True),
    )
    again = actions.begin_draft(by=bureau.actor("planner"), agency=bureau.agency, version=made)
    assert [both.pk, both.name] in again.writers and again.files == made.files


def test_a_proposed_draft_becomes_a_version_that_is_bound_and_changes_a_plan(
    bureau: Any, draft: PackDraft, make_campaign: Any, add_subjects: Any
) -> None:
    add_subjects(20)
    change(bureau, draft, value=8)
    refused(
        "plans.pack_read_again",
        lambda: actions.propose_draft(
            by=bureau.actor("planner"), draft=draft, digest="0" * 64, reason="局办公会"
        ),
    )
    first = propose(bureau, draft)
    actions.decide_pack(by=bureau.actor("approver"), version=first, approve=True)
    proposal = actions.propose_binding(
        by=bureau.actor("planner"), agency=bureau.agency, pack_id=first.pack_id, layer="own",
        valid_from=date(2026, 1, 1), settings={"class_of_chemicals": "重点", "class_of_medicine": "一般"}, reason="局办公会",
    )  # fmt: skip
    actions.decide_proposal(by=bureau.actor("approver"), proposal=proposal, approve=True)
    plan = actions.create_plan(
        by=bureau.actor("planner"), agency=bureau.agency, year=2026, title="本县的计划", scope="x", basis="x",
        pack_id=first.pack_id,
    )  # fmt: skip
    after = actions.begin_draft(by=bureau.actor("planner"), agency=bureau.agency, copied_from=first.pack_id)
    change(bureau, after, value=50)
    head = drafting.head_of(after.files)
    parts = head.pop("document"), head.pop("validity")
    actions.edit_head(
        by=bureau.actor("planner"), draft=after, mark=drafting.mark_of(drafting.head_of(after.files)),
        head=head | {"version": "2"}, document=parts[0], parts={}, validity=parts[1],
    )  # fmt: skip
    second = propose(bureau, after)
    changes = {
        one.what: (one.before, one.after) for one in effects_of_version(second, packs.of_version(second))
    }
    mine = {what: pair for what, pair in changes.items() if what.startswith(plan.title)}
    assert mine, changes
    general = next(pair for what, pair in mine.items() if "一般检查对象" in what)
    least = [int(re.findall(r"至少 (\d+) 户", words)[0]) for words in general]
    assert 0 < least[0] < least[1] and "还缺" in general[1]


def test_the_text_of_a_draft_may_be_wrong_but_must_be_text(bureau: Any, draft: PackDraft) -> None:
    by, files = bureau.actor("planner"), dict(draft.files)
    for name, content, code in (
        ("shares.toml", "[a]\nvalue =", "pack.toml"),
        ("other.toml", "x = 1\n", "pack.theme"),
        ("shares.toml", '["a/b"]\nvalue = 1\n', "pack.key"),
        ("shares.toml", "a = 1\n", "pack.table"),
    ):
        with pytest.raises(PackError) as error:
            actions.write_draft(
                by=by, draft=draft, mark=drafting.mark_of(files), files={**files, name: content}
            )
        assert {one.code for one in error.value.problems} == {code}
    wrong = {**files, "shares.toml": '[general_minimum]\nvalue = "五"\nunit = "百分比"\n'}
    actions.write_draft(by=by, draft=draft, mark=drafting.mark_of(files), files=wrong)
    row = next(one for one in drafting.Draft(draft).rows if one.entry.key == "shares.general_minimum")
    assert {one.code for one in row.problems} >= {"pack.no_citation", "pack.unit"}
    refused(
        "acts.changed_meanwhile",
        lambda: actions.write_draft(by=by, draft=draft, mark=drafting.mark_of(files), files=files),
    )


def test_a_draft_is_its_agencys_alone(bureau: Any, other_bureau: Any, draft: PackDraft) -> None:
    refused(
        "plans.other_agency",
        lambda: actions.drop_draft(by=other_bureau.actor("planner"), draft=draft, reason="x"),
    )
    client = Client()
    client.force_login(other_bureau.users["planner"], backend="mingqian.accounts.backend.AccountBackend")
    for name in ("draft", "draft_check", "draft_add", "draft_head", "draft_document", "draft_article"):
        assert client.get(reverse(f"plans:{name}", args=[draft.pk])).status_code == 404
    actions.drop_draft(by=bureau.actor("planner"), draft=draft, reason="不写了")
    assert not PackDraft.objects.exists()
    assert Event.objects.filter(action="plans.draft.drop", reason="不写了").exists()


def given(form: Any) -> dict[str, Any]:
    """What a browser sends back when nobody typed anything."""
    found = {}
    for name in form.fields:
        value = form[name].value()
        found[name] = "" if value is None else value.isoformat() if isinstance(value, date) else value
    return found


def test_a_form_nobody_typed_in_says_what_the_file_says() -> None:
    """Of every rule and question of every shipped pack."""
    rules, questions = drafting.known_rules(), drafting.known_settings()
    for pack in packs.shipped():
        for entry in entries(written.files_of(pack.id)):
            arguments: dict[str, Any] = {"table": entry.table}
            if entry.theme == "settings":
                kind: Any = SettingForm
                arguments["known"] = questions[entry.name]
            else:
                kind = RuleForm
                settings = [(one.key, one.question) for one in pack.settings]
                arguments |= {"theme": entry.theme, "known": rules[entry.key], "settings": settings}
            form = kind(given(kind(**arguments)), **arguments)
            assert form.is_valid(), (pack.id, entry.key, form.errors)
            assert form.made() == entry.table, (pack.id, entry.key)


def test_saving_leads_to_the_row_or_to_the_next_rule(page: Client, draft: PackDraft) -> None:
    where = reverse("plans:draft_entry", args=[draft.pk, *RULE])
    data = given(page.get(where).context["form"]) | {"mark": drafting.mark_of(table_of(draft, *RULE))}
    wrong = page.post(where, data | {"unit": "比例"})
    assert "比例写成几分之几" in text(wrong) and wrong.context["form"]["reading"].value()
    saved = page.post(where, data | {"value": "６.5％"})
    assert saved.url.endswith("#r-shares-general_minimum-1")
    draft.refresh_from_db()
    assert table_of(draft, *RULE)["value"] == "6.5"
    data["mark"] = drafting.mark_of(table_of(draft, *RULE))
    assert page.post(where, data | {"next": "1"}).url == reverse(
        "plans:draft_entry", args=[draft.pk, "shares", "key_upper_limit", 1]
    )


def test_the_pages_of_a_new_rule_ask_for_its_article(page: Client, bureau: Any, draft: PackDraft) -> None:
    added = page.get(reverse("plans:draft_add", args=[draft.pk]), {"q": "预防 没有"})
    assert "没有找到" in text(added)
    assert "组长负责制" in text(page.get(reverse("plans:draft_add", args=[draft.pk]), {"q": "组长"}))
    where = reverse("plans:draft_new", args=[draft.pk, "teams", "leader_answers"])
    form = page.post(where, {"value": "true", "strength": "应当", "verified": "elsewhere"}).context["form"]
    assert set(form.errors) == {"article", "anchor", "reading"}
    family = page.post(
        reverse("plans:draft_new", args=[draft.pk, "scope", "excluded_"]),
        {"value": "专项任务", "article": "4.3", "anchor": "不适用", "reading": "专项不抽。", "strength": "应当",
         "verified": "elsewhere"},
    )  # fmt: skip
    assert family.status_code == 302
    draft.refresh_from_db()
    assert table_of(draft, "scope", "excluded_own_1")["value"] == "专项任务"
    assert page.get(reverse("plans:draft_new", args=[draft.pk, "scope", "unheard"])).status_code == 404


def test_the_article_stands_beside_with_its_anchor_marked(
    page: Client, bureau: Any, draft: PackDraft
) -> None:
    words = "5.1.2 比例\n一般检查对象按不少于 5%的比例抽查。\n9.9 其他\n没有规定。\n"
    actions.attach_document(
        by=bureau.actor("planner"), agency=bureau.agency, pack_id=draft.pack_id, title="本县的指引", text=words,
        original=words.encode(), draft=draft,
    )  # fmt: skip
    beside = reverse("plans:draft_article", args=[draft.pk])
    found = text(page.get(beside, {"article": "5.1.2", "anchor": "不少于 5% 的比例"}))
    assert "<mark>不少于5%的比例</mark>" in found
    lost = text(page.get(beside, {"article": "9.9", "anchor": "不少于5%的比例"}))
    assert "这一条里没有这几个字" in lost and "5.1.2" in lost
    listed = text(page.get(reverse("plans:draft", args=[draft.pk])))
    assert "文件里还没有用到的条" in listed and drafting.Draft(draft).unused == ["9.9"]
