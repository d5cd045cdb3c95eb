"""Every rule the packs have can be found by its title, with the answers the product understands."""

from __future__ import annotations

from pathlib import Path

from mingqian.law import load_pack, read_folder
from mingqian.law.catalogue import catalogue, families, known_questions, title_of, titles
from mingqian.law.kinds import ValueKind
from mingqian.law.loading import THEMES
from mingqian.law.wording import TOKENS

ROOT = Path(__file__).resolve().parents[3]
KNOWN = [load_pack(read_folder(one)) for one in sorted((ROOT / "law" / "packs").iterdir()) if one.is_dir()]


def test_every_key_has_a_title_and_every_title_a_key() -> None:
    found = catalogue(KNOWN)
    assert [key for key in found if key not in titles()] == []
    assert [key for key in titles() if key not in found] == []
    assert (
        len(set(titles().values())) > len(titles()) - 12
    )  # 公示期限 and the like may share words across themes
    assert {key.partition(".")[0] for key in titles()} <= set(THEMES)


def test_what_the_product_compares_is_chosen_and_what_a_document_says_is_written() -> None:
    found = catalogue(KNOWN)
    assert set(found["teams.replacement"].tokens) == {"appointed", "drawn"}
    assert "own_room" in found["draw.place"].tokens
    assert found["draw.modes"].several and not found["teams.replacement"].several
    assert found["checks.powers"].tokens == () and found["shares.key_grade"].tokens == ()
    assert all(token in TOKENS for one in found.values() for token in one.tokens)
    assert found["shares.general_minimum"].kinds == (ValueKind.SHARE,)
    assert set(found["checks.archived"].kinds) == {ValueKind.FLAG, ValueKind.WORDS}
    assert found["teams.replacement"].governs == "更换检查人员" and found["checks.powers"].governs == ""


def test_families_stand_beside_their_members() -> None:
    found = catalogue(KNOWN)
    assert set(families()) == {
        "scope.excluded_",
        "complaints.kind_",
        "liability.liable_",
        "liability.exempt_",
    }
    assert all(found[one].family and len(found[one].examples) > 3 for one in families())
    assert title_of("scope.excluded_own_1") == titles()["scope.excluded_"]
    assert title_of("scope.unheard") == "scope.unheard"


def test_questions_offer_every_answer_some_pack_offers() -> None:
    found = known_questions(KNOWN)
    assert {token for token, _ in found["leader_chosen_by"].answers} == {
        "executing_unit",
        "team",
        "drawn",
        "lead_department",
    }
    assert found["team_maximum"].answers == ()
