"""并案: repeated complaints about the same matter are handled once; each of those who complained is answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.complaints import actions
from mingqian.complaints.counts import differences, period
from mingqian.complaints.models import Complaint
from mingqian.complaints.rules import Rules
from mingqian.complaints.scope import visible
from mingqian.complaints.states import CLOSED, DEALT, MERGED, REGISTERED


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    caught.value.words()
    return caught.value.code


def test_one_handling_and_an_answer_to_each(bureau: Any) -> None:
    main, second, third = bureau.routed(), bureau.take(), bureau.take(anonymous=True)
    office, head = bureau.actor("office"), bureau.actor("head")
    client = bureau.client("office")
    for one in (second, third):
        address = reverse("complaints:complaint", args=[one.pk])
        assert f"{main.number}，" in client.get(address).content.decode()
        assert client.post(address, {"act": "merge", "into": main.pk}).status_code == 302
    assert {one.state for one in Complaint.objects.exclude(pk=main.pk)} == {MERGED}
    assert visible(head).count() == 3, "whoever handles it reads all of them"
    page = bureau.client("head").get(reverse("complaints:complaint", args=[main.pk])).content.decode()
    assert second.number in page and third.number in page
    assert refusal(lambda: actions.deal(by=head, complaint=second, result="x")) == "complaints.not_yours"
    actions.deal(by=head, complaint=main, result="属实，已责令改正。")
    found = Complaint.objects.order_by("pk")
    assert [one.state for one in found] == [DEALT] * 3
    assert {one.result for one in found} == {"属实，已责令改正。"} and len(
        {one.result_at for one in found}
    ) == 1
    assert actions.close(by=office, complaint=third).state == CLOSED
    assert refusal(lambda: actions.close(by=office, complaint=second)) == "complaints.reply_first"
    for one in (main, second):
        actions.reply(
            by=office, complaint=one, said=f"答复{one.number}", way="电话", replied_on=timezone.localdate()
        )
        assert actions.close(by=office, complaint=one).state == CLOSED
    over = period(Rules(bureau.agency.pk))
    assert over and [row.registered for row in differences(bureau.agency.pk, over)] == [3], "each counts"


def test_only_the_same_matter_and_only_what_is_still_open(bureau: Any) -> None:
    office = bureau.actor("office")
    main, one = bureau.take(), bureau.take()
    other = bureau.take(subject=None, subject_name="另一家")
    merge = lambda what, into: actions.merge(by=office, complaint=what, into=into)  # noqa: E731
    assert refusal(lambda: merge(one, other)) == "complaints.merge_with"
    assert refusal(lambda: merge(one, one)) == "complaints.merge_with"
    assert (
        refusal(lambda: actions.merge(by=bureau.actor("duty"), complaint=one, into=main))
        == "complaints.not_yours"
    )
    merge(one, main)
    assert refusal(lambda: merge(main, one)) == "complaints.merge_first", "no chains"
    third = bureau.take()
    assert refusal(lambda: merge(third, one)) == "complaints.merge_with"
    assert (
        refusal(lambda: actions.refuse(by=office, complaint=main, reason="无此事"))
        == "complaints.merge_first"
    )
    assert refusal(lambda: actions.part(by=office, complaint=one, reason=" ")) == "acts.reason_required"
    parted = actions.part(by=office, complaint=one, reason="不是同一件事")
    assert (parted.state, parted.main) == (REGISTERED, None)
    assert actions.refuse(by=office, complaint=main, reason="无此事").state == "refused"


def test_a_death_is_not_hidden_in_another_handling(bureau: Any) -> None:
    """安全生产法 73: what concerns a death goes to the government."""
    office = bureau.actor("office")
    main, fatal = bureau.take(), bureau.take(fatal=True)
    assert refusal(lambda: actions.merge(by=office, complaint=fatal, into=main)) == "complaints.merge_fatal"
    assert actions.merge(by=office, complaint=main, into=fatal).state == MERGED


def test_officers_matters_never_meet_the_others(bureau: Any) -> None:
    one, two = bureau.about_officers(), bureau.about_officers()
    plain = bureau.take(subject=None, subject_name="", place="某处")
    legal = bureau.actor("legal")
    assert refusal(lambda: actions.merge(by=legal, complaint=one, into=plain)) == "complaints.not_yours"
    assert actions.merge(by=legal, complaint=one, into=two).state == MERGED
