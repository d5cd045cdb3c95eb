"""The diagrams in docs/ are those of the state tables."""

from mingqian.cli.diagrams import TARGET, text


def test_the_diagrams_are_up_to_date():
    assert TARGET.read_text() == text(), "运行 ./run diagrams"
