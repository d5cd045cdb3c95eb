"""自编规则包: written by one, approved by another, then bound like any pack; what is bound stays on its version."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from datetime import date
from typing import Any

import plan_chain
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from mingqian.accounts.actions import create_agency
from mingqian.accounts.current import ROLE_KEY, system_actor
from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.law import PackError
from mingqian.plans import actions, citing, packs, rulebook, written
from mingqian.plans.effects import effects_of_version
from mingqian.plans.models import PackBinding, PackVersion, PlanLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def browse(bureau: Any) -> Any:
    def open_one(role: str, of: Any = None) -> Client:
        client = Client()
        client.force_login((of or bureau).users[role], backend="mingqian.accounts.backend.AccountBackend")
        session = client.session
        session[ROLE_KEY] = role
        session.save()
        return client

    return open_one


def text(response: Any) -> str:
    return str(response.content.decode())


def begun(bureau: Any, source: str = "gaoqing", **changed: str) -> written.Files:
    """The files of a copy, with some words of `shares.toml` replaced."""
    files = written.begun_from(source, bureau.agency)
    for old, new in changed.items():
        assert old in files["shares.toml"]
        files["shares.toml"] = files["shares.toml"].replace(old, new, 1)
    return files


def propose(bureau: Any, files: written.Files, **values: Any) -> PackVersion:
    given = {
        "by": bureau.actor("planner"),
        "agency": bureau.agency,
        "copied_from": "gaoqing",
        "reason": "局办公会",
    }
    return actions.propose_pack(**(given | values), files=files)


def adopt(bureau: Any, files: written.Files) -> PackVersion:
    made = propose(bureau, files)
    actions.decide_pack(by=bureau.actor("approver"), version=made, approve=True)
    return made


def bind(bureau: Any, pack_id: str, **values: Any) -> PackBinding | None:
    given = {"layer": "own", "valid_from": date(2026, 1, 1), "reason": "局办公会"} | values
    proposal = actions.propose_binding(
        by=bureau.actor("planner"), agency=bureau.agency, pack_id=pack_id, **given
    )
    return actions.decide_proposal(by=bureau.actor("approver"), proposal=proposal, approve=True)


def with_minimum(files: written.Files, percent: str, version: str) -> written.Files:
    shares = re.sub(r"(\[general_minimum\]\s*\nvalue = )\d+", rf"\g<1>{percent}", files["shares.toml"])
    assert shares != files["shares.toml"]
    head = re.sub(r'(?m)^version = ".*"', f'version = "{version}"', files["pack.toml"])
    return {**files, "shares.toml": shares, "pack.toml": head}


def test_a_version_is_offered_only_when_another_approved_it(bureau: Any) -> None:
    files = begun(bureau)
    made = propose(bureau, files)
    assert made.number == 1 and made.copied_from == "gaoqing" and len(made.copied_digest) == 64
    assert made.pack_id not in {one.id for one in packs.available(bureau.agency)}
    with pytest.raises(Refused) as refused:
        bind(bureau, made.pack_id)
    assert refused.value.code == "plans.pack_unknown"
    assert any("审定自编规则包" in line.what for line in desk_lines(bureau.actor("approver")))
    actions.decide_pack(by=bureau.actor("approver"), version=made, approve=True)
    assert packs.load(made.pack_id).digest() == made.digest
    assert bind(bureau, made.pack_id) is not None
    assert made.pack_id in {one.pack.id for one in rulebook.bound_packs(bureau.agency, date(2026, 3, 16))}
    codes = Event.objects.filter(action__in=("plans.pack.write", "plans.pack.adopt")).values_list(
        "action", flat=True
    )
    assert sorted(codes) == ["plans.pack.adopt", "plans.pack.write"]


def test_nobody_decides_on_an_own_version_and_none_twice(bureau: Any) -> None:
    both = system_actor()
    made = propose(bureau, begun(bureau), by=both)
    with pytest.raises(Refused) as refused:
        actions.decide_pack(by=both, version=made, approve=True)
    assert refused.value.code == "plans.version_own"
    with pytest.raises(Refused) as refused:
        actions.decide_pack(by=bureau.actor("approver"), version=made, approve=False)
    assert refused.value.code == "acts.reason_required"
    actions.decide_pack(by=bureau.actor("approver"), version=made, approve=False, reason="再核")
    with pytest.raises(Refused) as refused:
        actions.decide_pack(by=bureau.actor("approver"), version=made, approve=True)
    assert refused.value.code == "plans.version_decided"
    assert made.pack_id not in {one.id for one in packs.available()}


def test_what_is_bound_stays_on_its_version_until_somebody_decides(
    bureau: Any, make_campaign: Any, add_subjects: Any
) -> None:
    files = begun(bureau)
    first = adopt(bureau, files)
    bind(bureau, first.pack_id)
    plan = make_campaign().line.plan
    later = with_minimum(files, "12", "2")
    second = propose(bureau, later, copied_from=first.pack_id)
    changes = effects_of_version(second, packs.of_version(second))
    assert PackVersion.objects.count() == 2 and PackBinding.objects.filter(pack_id=first.pack_id).count() == 1
    assert all(one.before != one.after for one in changes)
    actions.decide_pack(by=bureau.actor("approver"), version=second, approve=True)
    on = date(2026, 3, 16)
    bound = packs.require_binding(bureau.agency, first.pack_id, on)
    assert bound.get("shares.general_minimum", on).value == 5
    assert packs.decided_on(bureau.agency, first.pack_id).digest() == first.digest
    made = actions.create_plan(
        by=bureau.actor("planner"), agency=bureau.agency, year=2026, title="自编", scope="x", basis="x",
        pack_id=first.pack_id,
    )  # fmt: skip
    assert made.pack_digest == first.digest and plan.pack_id == "gaoqing"
    bind(bureau, first.pack_id)
    assert (
        packs.require_binding(bureau.agency, first.pack_id, on).get("shares.general_minimum", on).value == 12
    )


def test_a_code_is_nobody_elses_and_a_version_word_means_one_text(bureau: Any, other_bureau: Any) -> None:
    files = begun(bureau)
    stolen = {**files, "pack.toml": re.sub(r'(?m)^id = ".*"', 'id = "gaoqing"', files["pack.toml"])}
    with pytest.raises(Refused) as refused:
        propose(bureau, stolen)
    assert refused.value.code == "plans.pack_wrong" and "gaoqing" in refused.value.words()
    made = adopt(bureau, files)
    with pytest.raises(Refused) as refused:
        propose(bureau, files)
    assert refused.value.code == "plans.pack_unchanged"
    with pytest.raises(PackError) as error:
        written.checked(bureau.agency, with_minimum(files, "7", "1"))
    assert [one.code for one in error.value.problems] == ["pack.version_taken"]
    with pytest.raises(PackError) as error:
        written.checked(other_bureau.agency, with_minimum(files, "7", "2"))
    assert "pack.id_taken" in {one.code for one in error.value.problems}
    assert made.pack_id not in {one.id for one in packs.available(other_bureau.agency)}
    with pytest.raises(Refused):
        actions.propose_pack(by=other_bureau.actor("planner"), agency=bureau.agency, files=files, reason="x")


def test_a_lower_agency_may_choose_what_a_higher_one_wrote(bureau: Any) -> None:
    made = adopt(bureau, begun(bureau))
    township = create_agency(
        by=system_actor(), code="T9", name="田镇", short_name="田镇", level="township", region_code="370322",
        parent=bureau.agency,
    )  # fmt: skip
    assert packs.offered(township, made.pack_id).digest() == made.digest


def test_its_articles_open_beside_the_rules(bureau: Any) -> None:
    made = adopt(bureau, begun(bureau))
    pack = packs.load(made.pack_id)
    rule = next(one for one in pack.parameters if one.key == "shares.general_minimum")
    (found,) = citing.cited(packs.cite(pack, rule.citation), bureau.agency.pk)
    assert found.document == pack.document and found.readings


class TestScanty:
    """A document says of some matters nothing: its pack has no file for them."""

    def test_a_pack_that_does_not_say_how_many_carries_no_plan(
        self, bureau: Any, make_plan: Any, browse: Any
    ) -> None:
        whole = begun(bureau)
        made = adopt(bureau, whole)
        bind(bureau, made.pack_id)
        make_plan(pack_id=made.pack_id)
        scanty = {**whole, "pack.toml": whole["pack.toml"].replace('version = "1"', 'version = "2"')}
        del scanty["shares.toml"]
        adopt(bureau, scanty)
        with pytest.raises(Refused) as refused:
            bind(bureau, made.pack_id)
        assert refused.value.code == "plans.pack_without_share", "a plan stands on it"
        with pytest.raises(Refused) as refused:
            make_plan(title="又一份", pack_id=packs.NATIONAL)
        assert refused.value.code == "plans.pack_without_share"
        offered = text(browse("planner").get(reverse("plans:plan_new")))
        assert f'value="{made.pack_id}"' not in offered and 'value="national"' not in offered

    @pytest.mark.parametrize(
        "kept",
        [
            ("pack", "settings", "shares"),
            ("pack", "shares", "frequency", "scope", "clocks", "results", "plan"),
            ("pack", "settings", "classes", "shares", "draw", "teams", "checks", "publication"),
        ],
    )
    def test_no_page_stumbles_over_what_is_not_there(
        self, kept: tuple[str, ...], bureau: Any, browse: Any, make_plan: Any, make_line: Any, make_campaign: Any,
        add_subjects: Any,
    ) -> None:  # fmt: skip
        add_subjects(30)
        files = {name: one for name, one in begun(bureau).items() if name.removesuffix(".toml") in kept}
        made = adopt(bureau, files)
        settings = {
            "class_of_chemicals": "重点",
            "class_of_medicine": "一般",
            "key_fields_in_lottery": "drawn",
        }
        known = packs.load(made.pack_id)
        bind(bureau, made.pack_id, settings={k: v for k, v in settings.items() if known.has_setting(k)})
        plan = make_plan(pack_id=made.pack_id)
        line = make_line(plan)
        plan_chain.approve(plan, bureau.actor("planner"), bureau.actor("approver"))
        campaign = make_campaign(PlanLine.objects.get(pk=line.pk))
        pages = [
            *(
                (f"plan_{name}", plan.pk)
                for name in ("open", "paper", "year", "capacity", "forecast", "report", "filing")
            ),
            *((f"campaign_{name}", campaign.pk) for name in ("open", "edit", "counts", "urns", "pool")),
            *((name, made.pack_id) for name in ("rule", "rule_bind", "document")),
            *((name, None) for name in ("rule_list", "collision_list", "class_list", "case_list", "visits")),
        ]
        client = browse("planner")
        for name, argument in pages:
            address = reverse(f"plans:{name}", args=[] if argument is None else [argument])
            assert client.get(address).status_code < 500, name


class TestPages:
    address = "/plans/rules/write/"

    def posted(self, files: written.Files, **more: Any) -> dict[str, Any]:
        return {
            **{f"text:{name}": one for name, one in files.items()},
            "from": "gaoqing",
            "act": "check",
            **more,
        }

    def test_a_pack_is_downloaded_as_it_is(self, browse: Any) -> None:
        response = browse("planner").get(reverse("plans:pack_files", args=["gaoqing"]))
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            assert archive.read("shares.toml").decode() == written.files_of("gaoqing")["shares.toml"]

    def test_from_copy_to_approval(self, bureau: Any, browse: Any) -> None:
        planner = browse("planner")
        assert "gaoqing-g01" in text(planner.get(f"{self.address}?from=gaoqing"))
        files = with_minimum(begun(bureau), "12", "1")
        wrong = {**files, "shares.toml": files["shares.toml"].replace("value = 12", 'value = "百分之十二"')}
        wrong["checks.toml"] = wrong["checks.toml"].replace("anchor = ", "anker = ", 1)
        page = text(planner.post(self.address, self.posted(wrong, reason="局办公会")))
        assert "处要改" in page and "百分之十二" in page and "anker" in page
        assert "shares.toml 第" in page and "checks.toml 第" in page and "5.1.2" in page
        assert PackVersion.objects.count() == 0
        page = text(planner.post(self.address, self.posted(files)))
        digest = re.search(r'name="digest" value="(\w{64})"', page)
        assert digest and "至少 5%" in page and "至少 12%" in page and "有什么变化" in page
        changed = {**files, "pack.toml": files["pack.toml"].replace("自编规则", "自编的规则")}
        page = text(
            planner.post(self.address, self.posted(changed, act="propose", reason="x", digest=digest[1]))
        )
        assert "预览之后又改过" in page and PackVersion.objects.count() == 0
        page = text(planner.post(self.address, self.posted(files, act="propose", digest=digest[1])))
        assert "请写明理由" in page and PackVersion.objects.count() == 0
        response = planner.post(
            self.address, self.posted(files, act="propose", reason="局办公会", digest=digest[1])
        )
        made = PackVersion.objects.get()
        assert response.url == reverse("plans:pack_version", args=[made.pk])
        assert 'name="approve"' not in text(planner.get(response.url))
        assert planner.post(response.url, {"approve": "1"}).status_code == 403
        approver = browse("approver")
        assert "至少 12%" in text(approver.get(response.url))
        assert "已批准" in text(approver.post(response.url, {"approve": "1"}, follow=True))
        rules = text(planner.get(reverse("plans:rule", args=[made.pack_id])))
        assert "写下一版" in rules and "第 1 号" in rules
        assert made.name in text(planner.get(reverse("plans:rule_list")))
        assert made.name in text(planner.get(reverse("plans:plan_new")))
        assert zipfile.is_zipfile(io.BytesIO(planner.get(f"{response.url}files/").content))

    def test_an_upload_takes_the_place_of_the_text(self, bureau: Any, browse: Any) -> None:
        planner = browse("planner")
        files = with_minimum(begun(bureau), "12", "1")
        upload = SimpleUploadedFile("本局.zip", written.archive_of(files))
        assert "至少 12%" in text(planner.post(self.address, {"from": "gaoqing", "file": upload}))
        upload = SimpleUploadedFile(
            "shares.toml", files["shares.toml"].replace("\n", "\r\n").encode("utf-8-sig")
        )
        page = text(planner.post(self.address, self.posted(begun(bureau), file=upload)))
        assert "至少 12%" in page
        for name, data, words in (
            ("shares.toml", "重点检查对象".encode("gb18030"), "不是 UTF-8"),
            ("run.py", b"import os", "不是规则包的文件"),
            ("x.zip", b"PK\x03\x04", "压缩包打不开"),
        ):
            page = text(planner.post(self.address, self.posted(files, file=SimpleUploadedFile(name, data))))
            assert words in page and "value = 12" in page, "what stood on the page stays"
        assert PackVersion.objects.count() == 0

    def test_another_bureaus_versions_do_not_exist(self, bureau: Any, other_bureau: Any, browse: Any) -> None:
        made = adopt(bureau, begun(bureau))
        other = browse("planner", other_bureau)
        for address in (
            reverse("plans:pack_version", args=[made.pk]),
            reverse("plans:pack_version_files", args=[made.pk]),
            reverse("plans:pack_files", args=[made.pack_id]),
            reverse("plans:rule", args=[made.pack_id]),
            f"{self.address}?from={made.pack_id}",
        ):
            assert other.get(address).status_code in (404, 409)
        assert browse("approver").get(self.address).status_code == 403


def test_the_packs_of_the_program_are_available_and_an_unknown_one_is_refused() -> None:
    assert "gaoqing" in [pack.id for pack in packs.available()]
    with pytest.raises(Refused, match="没有名为“nowhere”的规则包"):
        packs.load("nowhere")


@pytest.mark.django_db(transaction=True)
def test_of_two_agencies_that_take_one_code_at_once_one_is_refused_in_words(
    bureau: Any, other_bureau: Any
) -> None:
    gate, outcomes = threading.Barrier(2), []
    files = begun(bureau)

    def press(of: Any) -> None:
        by = of.actor("planner")
        gate.wait()
        try:
            actions.propose_pack(by=by, agency=of.agency, files=files, copied_from="gaoqing", reason="同时")
            outcomes.append("kept")
        except Refused as refused:
            outcomes.append(f"{refused.code}: {refused.words()}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[one]) for one in (bureau, other_bureau)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[0] == "kept"
    assert sorted(outcomes)[1].startswith("plans.pack_wrong: ")
    assert PackVersion.objects.count() == 1


def test_the_loser_of_the_same_moment_meets_the_number(
    bureau: Any, other_bureau: Any, monkeypatch: Any
) -> None:
    """What the database refuses is a refusal too: both had looked before either wrote."""
    from mingqian.plans.actions import writing

    files = begun(bureau)
    propose(bureau, files)
    looks, really = [], writing._fit

    def looked_before(agency: Any, given: Any, but: int | None = None) -> Any:
        looks.append(agency)
        return really(bureau.agency if len(looks) == 1 else agency, given, but)

    monkeypatch.setattr(writing, "_fit", looked_before)
    with pytest.raises(Refused) as refused:
        propose(other_bureau, files)
    assert refused.value.code == "plans.pack_wrong" and len(looks) == 2
    assert PackVersion.objects.count() == 1
