"""The text of cases, and the words in them. Pure: text in, cases out; whatever cannot be meant is a CaseError."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import yaml

_Meant = TypeVar("_Meant")
Given = Mapping[str, Any]
"""What a case says is known, as YAML has it."""


class CaseError(ValueError):
    """A case that cannot be asked. The text says which and why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case. ``packs`` by id; ``given`` the question and what is known; ``then`` what is expected."""

    file: str
    name: str
    packs: tuple[str, ...]
    given: Given
    on: date
    then: Mapping[str, Any]
    article: str


class _Reader(yaml.SafeLoader):
    """YAML in which only true and false are yes and no (``on`` is a word here), and nothing refers to another place:
    a few lines of references can stand for more than any machine holds.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise CaseError(
                f"第 {mark.line + 1} 行：案例里不能用“*”引用别处，请把内容写全（文字里有 * 的加引号）"
            )
        return super().compose_node(parent, index)


_Reader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Reader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read_cases(file: str, text: str) -> tuple[Case, ...]:
    """The cases of one file. Raises CaseError naming file, case and what is wrong."""
    try:
        listed = yaml.load(text, Loader=_Reader)  # noqa: S506 - a SafeLoader that knows fewer words
    except CaseError as error:
        raise CaseError(f"{file}：{error}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"第 {mark.line + 1} 行第 {mark.column + 1} 列附近" if mark else "有的地方"
        raise CaseError(
            f"{file}：不是正确的 YAML，{place}：检查缩进、冒号后面的空格和括号、引号是否成对"
        ) from None
    except yaml.YAMLError:
        raise CaseError(f"{file}：不是正确的 YAML：里面有不能显示的字符") from None
    except ValueError:  # what looks like a date or a number and is none
        raise CaseError(
            f"{file}：有的日期或者数字不存在，例如 2026-02-30。请核对 on 和 given 里的日期"
        ) from None
    except RecursionError:
        raise CaseError(f"{file}：括号套得太深，不像案例") from None
    if not isinstance(listed, list):
        raise CaseError(f"{file}：应是一列案例（每个以“- name:”开头）")
    return tuple(_case(file, number, one) for number, one in enumerate(listed, 1))


def _case(file: str, number: int, table: object) -> Case:
    place = f"{file} 第 {number} 个案例"
    if not isinstance(table, dict):
        raise CaseError(f"{place}：应写 name、packs、given、on、then、article")
    missing = [name for name in ("name", "packs", "given", "on", "then", "article") if not table.get(name)]
    extra = sorted(map(str, table.keys() - {"name", "packs", "given", "on", "then", "article"}))
    if missing or extra:
        raise CaseError(f"{place}：{'缺' if missing else '多出'} {'、'.join(missing or extra)}")
    packs, on = table["packs"], table["on"]
    names = packs if isinstance(packs, list) else [packs]
    if not all(isinstance(name, str) for name in names):
        raise CaseError(f"{place}：packs 应是规则包的简称，例如 [gaoqing]")
    if type(on) is not date:
        raise CaseError(f"{place}：on 应是日期，例如 2026-03-16")
    if not isinstance(table["given"], dict) or not isinstance(table["then"], dict):
        raise CaseError(f"{place}：given 和 then 都应是“名称: 内容”")
    return Case(
        file,
        str(table["name"]),
        tuple(names),
        _named(table["given"]),
        on,
        _named(table["then"]),
        str(table["article"]),
    )


def _named(table: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in table.items()}


def number(given: Given, name: str, default: int | None = None) -> int:
    """A whole number of the case."""
    value = given.get(name, default)
    if isinstance(value, str) and re.fullmatch(r"\d{1,12}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**12:
        raise CaseError(_asked_for(given, name, "整数，例如 41"))
    return value


def day(given: Given, name: str) -> date:
    """A day of the case."""
    value = given.get(name)
    if type(value) is not date:
        raise CaseError(_asked_for(given, name, "日期，例如 2026-03-16"))
    return value


def days(given: Given, name: str) -> list[date]:
    """Days of the case; none where it names none."""
    value = given.get(name, [])
    if not isinstance(value, list) or any(type(one) is not date for one in value):
        raise CaseError(_asked_for(given, name, "一列日期，例如 [2026-03-16]"))
    return value


def word(given: Given, name: str, known: Mapping[str, _Meant]) -> _Meant:
    """A word of the case that must be one of those known."""
    value = given.get(name)
    if isinstance(value, str) and value in known:
        return known[value]
    raise CaseError(_asked_for(given, name, _one_of(known)))


def words(given: Given, name: str, known: Mapping[str, _Meant]) -> set[_Meant]:
    """Words of the case that must all be known; none where it names none."""
    value = given.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
        raise CaseError(_asked_for(given, name, f"一列词，从这些里选：{'、'.join(known)}"))
    return {known[one] for one in value}


def text(given: Given, name: str) -> str:
    """A word of the case, whichever."""
    value = given.get(name)
    if isinstance(value, str) and value:
        return value
    raise CaseError(_asked_for(given, name, "一个词"))


def table(given: Given, name: str) -> dict[str, str | int]:
    """Names with a word or a number each; none where it names none."""
    value = given.get(name, {})
    if not isinstance(value, dict) or any(
        isinstance(one, bool) or not isinstance(one, str | int) for one in value.values()
    ):
        raise CaseError(_asked_for(given, name, "“事项: 答案”，例如 { times_mean: draws }"))
    return _named(value)


def _one_of(known: Mapping[str, Any]) -> str:
    return f"这些里的一个：{'、'.join(known)}"


def _asked_for(given: Given, name: str, what: str) -> str:
    if given.get(name) is None:
        return f"given 里缺“{name}”：应是{what}"
    return f"given 里的“{name}”写成了“{str(given[name])[:60]}”：应是{what}"
