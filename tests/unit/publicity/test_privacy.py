"""The last look for personal numbers before a text goes out."""

from __future__ import annotations

import pytest

from mingqian.codes.identity import id_check_character
from mingqian.publicity.privacy import find_personal

ID_NUMBER = "37032219800101123" + id_check_character("37032219800101123")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"handling": f"联系人身份证{ID_NUMBER}"}, [("身份证号", "handling")]),
        ({"handling": "请拨 13905330001"}, [("手机号码", "handling")]),
        ({"handling": "请拨+86 139-0533-0001。"}, [("手机号码", "handling")]),
        ({"lines": [{"basis": "a", "handling": "电话13905330001"}]}, [("手机号码", "handling")]),
        ({"handling": "370322800101123"}, [("身份证号", "handling")]),
        ({"handling": "责令限期改正，2026年11月26日前复查"}, []),
        ({"handling": "办公电话 0533-6960000"}, []),
        ({"subject": {"name": "某厂", "code": ID_NUMBER}}, []),
        ({"handling": f"文号{ID_NUMBER[:-1]}"}, []),
        ({"handling": "913703227500000012 罚款 113905330001 元"}, []),
    ],
)
def test_personal_numbers_are_found_where_text_is_free(said: dict, found: list) -> None:
    assert list(find_personal(said)) == found


def test_the_answer_never_repeats_the_number() -> None:
    answer = str(list(find_personal({"handling": f"{ID_NUMBER} 13905330001"})))
    assert ID_NUMBER not in answer
    assert "13905330001" not in answer
