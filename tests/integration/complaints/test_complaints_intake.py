"""受理登记: who takes what, what a form must say, who may know of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.complaints import actions
from mingqian.complaints.models import Complaint, Person
from mingqian.complaints.scope import visible
from mingqian.complaints.states import HANDED, REGISTERED, TAKEN

CALL, LETTER, VISIT = "电话", "信件信函", "走访"
DANGER, VIOLATION, OFFICERS = "事故隐患", "应急管理违法行为", "执法人员违法违规违纪"
NAME, PHONE = "赵举报", "13905330077"


def refusal(call) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        call()
    caught.value.words()
    return caught.value.code, caught.value.field


class TestOffice:
    def test_a_letter_is_registered_at_once_under_the_years_next_number(self, bureau):
        first, second = bureau.take(), bureau.take()
        year = timezone.localdate().year
        assert (first.number, second.number) == (f"投诉{year}-0001", f"投诉{year}-0002")
        assert first.state == REGISTERED and first.registered_by == "某office"
        assert first.kind_words.startswith("（一）证照")
        assert first.subject_name == "试验烟花爆竹厂"

    def test_who_complained_is_encrypted_and_stands_in_no_event(self, bureau):
        one = bureau.take()
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, phone FROM complaints_person")
            kept = cursor.fetchone()
        assert NAME not in kept[0] and PHONE not in kept[1] and all(text.startswith("g1:") for text in kept)
        assert Person.objects.get(complaint=one).phone == PHONE
        assert not [e for e in Event.objects.all() if NAME in e.details or PHONE in e.details]

    def test_anonymous_keeps_nobody(self, bureau):
        one = bureau.take(anonymous=True)
        assert not Person.objects.filter(complaint=one).exists()

    @pytest.mark.parametrize(
        ("given", "code", "field"),
        [
            ({"way": ""}, "complaints.way", "way"),
            ({"way": "上级督办"}, "complaints.came_from", "came_from"),
            ({"about": "噪声"}, "complaints.about", "about"),
            ({"kind": ""}, "complaints.kind", "kind"),
            ({"kind": "complaints.kind_none"}, "complaints.kind", "kind"),
            ({"about": DANGER, "danger": "风水"}, "complaints.danger", "danger"),
            ({"subject": None}, "complaints.whom", "subject_name"),
            ({"content": " "}, "complaints.content", "content"),
            ({"name": ""}, "complaints.name", "name"),
            ({"received_at": timezone.now() + timedelta(days=1)}, "complaints.future", "received_at"),
        ],
    )
    def test_what_is_missing_is_named_and_nothing_is_kept(self, bureau, given, code, field):
        assert refusal(lambda: bureau.take(**given)) == (code, field)
        assert not Complaint.objects.exists()

    def test_a_superiors_order_is_handled_alike_and_says_whose(self, bureau):
        one = bureau.take(way="上级督办", came_from="市应急管理局 督〔2026〕3号")
        assert one.state == REGISTERED and "督〔2026〕3号" in one.came_from

    def test_a_danger_takes_the_documents_words_and_needs_no_kind(self, bureau):
        one = bureau.take(about=DANGER, kind="", danger="管理上的缺陷")
        assert (one.danger, one.kind_words) == ("管理上的缺陷", "")


class TestWhoTakesWhat:
    def test_a_letter_is_the_offices(self, bureau):
        assert refusal(lambda: bureau.take("duty"))[0] == "complaints.by_office"

    def test_a_call_needs_a_turn_on_duty(self, bureau):
        assert refusal(lambda: bureau.take("duty", way=CALL))[0] == "complaints.no_shift"
        shift = bureau.shift()
        one = bureau.take("duty", way=CALL)
        assert one.state == TAKEN and one.shift == shift and not one.registered_by

    def test_before_the_office_is_decided_it_says_so(self, plain):
        plain.bind("xiping")
        assert refusal(plain.take)[0] == "complaints.no_office"

    def test_what_is_about_officers_only_the_section_named_takes(self, bureau):
        with pytest.raises(Refused) as caught:
            bureau.take(about=OFFICERS, accused_words="某人", kind="")
        assert "政策法规股" in caught.value.words() and "县纪委监委派驻纪检组" in caught.value.words()
        assert bureau.about_officers().number.startswith("执法投诉")
        assert refusal(lambda: bureau.about_officers(accused_words=""))[0] == "complaints.accused"

    def test_another_bureau_takes_nothing_here(self, bureau):
        assert refusal(lambda: bureau.take("abroad"))[0] == "complaints.not_yours"

    def test_without_a_document_of_complaints_anyone_takes_and_words_are_free(self, plain):
        plain.bind("gaoqing")
        plain.arrange()
        one = plain.take("duty", way="来信", about="", kind="")
        assert one.state == HANDED and one.way == "来信" and not one.kind_words
        assert actions.register(by=plain.actor("office"), complaint=one).state == REGISTERED


class TestWhoKnows:
    def test_each_sees_ones_own_business(self, bureau):
        shift = bureau.shift()
        letter, call = bureau.take(), bureau.take("duty", way=CALL)
        routed, secret = bureau.routed(), bureau.about_officers()
        assert call.shift == shift

        def seen(name: str) -> set[str]:
            return set(visible(bureau.actor(name)).values_list("number", flat=True))

        assert seen("office") == {letter.number, call.number, routed.number}
        assert seen("duty") == {call.number}
        assert seen("legal") == {secret.number}
        assert seen("head") == {routed.number}
        for name in ("other_head", "duty2", "abroad", "approver", "registrar", "planner"):
            assert seen(name) == set(), name

    def test_nobody_complained_of_reads_it(self, bureau):
        user, _ = bureau.users["legal2"]
        one = bureau.about_officers(accused=[user.pk])
        assert visible(bureau.actor("legal")).filter(pk=one.pk).exists()
        assert not visible(bureau.actor("legal2")).filter(pk=one.pk).exists()
        assert bureau.client("legal2").get(f"/complaints/{one.pk}/").status_code == 404
        assert refusal(lambda: actions.refuse(by=bureau.actor("legal2"), complaint=one, reason="无"))[0] == (
            "complaints.not_yours"
        )

    def test_events_about_officers_tell_the_number_alone(self, bureau):
        one = bureau.about_officers(accused_words="某中队长")
        bureau.client("legal").get(f"/complaints/{one.pk}/")
        told = Event.objects.filter(action__startswith="complaints.", details__contains=one.number)
        assert {event.action for event in told} == {"complaints.complaint.take", "complaints.officers.look"}
        assert not [event for event in told if "中队长" in event.details or "走访" in event.details]
