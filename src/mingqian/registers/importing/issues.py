"""Everything an import may have to say about a row: how much it weighs, in which words, and what to do.

An issue in a staged row is `[code, column, params]`; the wording is only here. Parameters never carry an ID or
telephone number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final


class Weight(IntEnum):
    """What an issue does to its row."""

    NONE = 0
    NOTE = 1
    """Written differently, nothing lost: the row is taken."""
    WARN = 2
    """The row is taken; a person should look."""
    ASIDE = 3
    """The row is not taken until it is corrected."""


@dataclass(frozen=True)
class Issue:
    """One kind of issue. `forgivable`: a row put aside for it is taken when its “核对无误” says 是."""

    weight: Weight
    title: str
    words: str
    advice: str
    forgivable: bool = False


_N, _W, _A = Weight.NOTE, Weight.WARN, Weight.ASIDE
_KEEP = "不需要处理；原文已保留。"

ISSUES: Final[Mapping[str, Issue]] = {
    # the row as a whole
    "row.blank": Issue(_A, "空行", "这一行没有任何内容。", "删去空行即可。"),
    "row.shifted": Issue(
        _A,
        "疑似串列",
        "多个单元格的内容与所在的列不符（{columns}），整行可能错开了。",
        "对照原件把各单元格移回所在的列，再次导入。",
        True,
    ),
    "row.extra_cells": Issue(
        _A,
        "多出单元格",
        "这一行比标题行多出 {count} 个有内容的单元格。",
        "检查单元格里是否有未加引号的逗号，改正后再次导入。",
    ),
    "row.encoding": Issue(
        _A, "文字无法辨认", "“{heading}”里有无法辨认的字节。", "用原系统重新导出，或改正乱码后再次导入。"
    ),
    "row.quotes": Issue(
        _W, "引号不成对", "这一行的引号不成对，已按逐行读取。", "请核对这一行各项内容是否完整。"
    ),
    "row.duplicate": Issue(
        _A, "文件内重复", "与第 {row} 行完全相同，只收入第 {row} 行。", "删去重复的行即可。"
    ),
    "row.duplicate_differs": Issue(
        _A,
        "文件内代码重复",
        "与第 {row} 行是同一代码、同一名称，其他内容不同；已收入第 {row} 行。",
        "如以本行为准，请在名录库中修改，或只留本行再次导入。",
    ),
    "row.repeated": Issue(
        _W, "代码在文件内重复", "同一代码在第 {row} 行又出现，收入的是本行。", "请核对以哪一行为准。"
    ),
    "row.two_names": Issue(
        _A,
        "同一代码两个名称",
        "同一代码在文件中有两个以上名称，另见第 {row} 行（“{name}”）。",
        "核对营业执照，只留正确的一行，再次导入。",
    ),
    # names
    "name.empty": Issue(_A, "名称为空", "没有填写“{heading}”。", "补上后再次导入。"),
    "name.shape": Issue(
        _A, "名称不像名称", "“{heading}”里是数字、日期或代码。", "可能串列：对照原件改正后再次导入。", True
    ),
    "name.tidied": Issue(_W, "名称书写已规范", "名称里的空格、全角字母数字或半角括号已改为规范写法。", _KEEP),
    "name.changed": Issue(
        _W,
        "名称与名录库不同",
        "名录库中这一代码的名称是“{before}”，文件中是“{after}”。",
        "请核对是否更名；如系代码填错，请退回修改。",
    ),
    "name.same_in_register": Issue(
        _W,
        "名录库已有同名",
        "名录库中已有同名检查对象，代码为 {code}。",
        "可能是换发了新代码：请核对，如系同一家，请停用旧的一条。",
    ),
    # subject codes
    "code.empty": Issue(
        _A, "没有代码", "没有统一社会信用代码，也没有注册号或身份证号。", "补上代码后再次导入。"
    ),
    "code.numeric": Issue(
        _A,
        "代码成了数字",
        "单元格是数字格式，表格软件只保留前15位，代码已经失真。",
        "把这一列设为文本格式，重新填写完整的代码。",
    ),
    "code.unknown": Issue(
        _A,
        "代码不能识别",
        "代码有 {length} 位，不是18位统一社会信用代码，也不是15位、13位注册号。",
        "对照营业执照改正后再次导入。",
    ),
    "code.letters": Issue(
        _A,
        "代码有误用字母",
        "代码中有不会用到的字母（I、O、S、V、Z）。",
        "多为数字 1、0、5、2 之误，改正后再次导入。",
    ),
    "uscc.check_character": Issue(
        _A,
        "代码校验不对",
        "统一社会信用代码的校验码不对，至少有一位填错。",
        "对照营业执照改正后再次导入；执照上确实如此的，在“核对无误”列填“是”。",
        True,
    ),
    "uscc.odd": Issue(_W, "代码有异", "代码的{part}与标准不符，但整体校验通过。", "请对照营业执照核对。"),
    "code.normalised": Issue(_W, "代码书写已规范", "代码里的小写、全角字符或空格已改为规范写法。", _KEEP),
    "code.old": Issue(
        _W, "旧号码", "用的是{kind}，不是统一社会信用代码。", "请督促换照，换发后按新代码更新。"
    ),
    "registration.check_digit": Issue(
        _A,
        "注册号校验不对",
        "15位注册号的校验位不对，至少有一位填错。",
        "对照营业执照改正后再次导入；执照上确实如此的，在“核对无误”列填“是”。",
        True,
    ),
    "organisation.check_character": Issue(
        _A,
        "组织机构代码校验不对",
        "9位组织机构代码的校验码不对。",
        "改正后再次导入；确认无误的，在“核对无误”列填“是”。",
        True,
    ),
    "code.may_be_person": Issue(
        _W,
        "代码像身份证号",
        "这个代码同时也符合身份证号的编法。",
        "请核对；如系身份证号，请移到“身份证号”列。",
    ),
    "code.person": Issue(
        _W, "按身份证号登记", "没有统一社会信用代码，按身份证号登记为自然人，号码已加密保存。", "不需要处理。"
    ),
    # other columns
    "text.cut": Issue(
        _W, "内容过长", "“{heading}”超过 {limit} 字，只收入前面部分；全文见原文件。", "请核对是否串列。"
    ),
    "date.unreadable": Issue(
        _W, "日期不对", "“{heading}”不是有效日期，没有收入，原文已保留。", "核对后在名录库中补上。"
    ),
    "date.serial": Issue(
        _W, "日期成了序号", "“{heading}”是表格软件的日期序号，按 {date} 收入，原文已保留。", "请核对。"
    ),
    "date.unlikely": Issue(
        _W, "日期不合情理", "“{heading}”在今天以后，或早于1900年，没有收入，原文已保留。", "核对后补上。"
    ),
    "limit.nought": Issue(
        _W, "上限是 0", "本人任务上限至少是 1，没有收入。", "完全不参加的，把状态改为“暂不参加”。"
    ),
    "count.unreadable": Issue(_W, "不是数目", "“{heading}”不是整数，没有收入，原文已保留。", "核对后补上。"),
    "flag.unreadable": Issue(
        _W, "不是“是”或“否”", "“{heading}”应填“是”或“否”，没有收入，原文已保留。", "核对后补上。"
    ),
    "choice.unknown": Issue(
        _W, "不在选项之内", "“{heading}”的“{value}”不在规定的选项之内，没有收入，原文已保留。", "核对后补上。"
    ),
    "phone.unreadable": Issue(
        _W, "电话不对", "“{heading}”不是有效的电话号码，没有收入，原文已加密保留。", "核对后补上。"
    ),
    "phone.no_area_code": Issue(_N, "电话缺区号", "“{heading}”缺区号。", "联系时请补区号。"),
    "phone.several": Issue(
        _W, "多个电话", "“{heading}”里有几个号码，只收入第一个，原文已加密保留。", "核对后补上。"
    ),
    "id.wrong": Issue(_W, "身份证号不对", "“{heading}”{why}，没有收入，原文已加密保留。", "核对后补上。"),
    "id.wrong_key": Issue(_A, "身份证号不对", "“{heading}”{why}。", "对照证件改正后再次导入。"),
    "id.sex": Issue(_W, "性别与身份证号不符", "性别是“{sex}”，与身份证号不符。", "请核对。"),
    "capital.not_amount": Issue(
        _W, "注册资本不是金额", "“注册资本”里不是金额{what}，没有收入，原文已保留。", "可能串列：请核对整行。"
    ),
    "cell.misplaced": Issue(
        _W,
        "内容与列不符",
        "“{heading}”里的内容像是别的列的，没有收入，原文已保留。",
        "可能串列：请核对整行。",
    ),
    "cell.has_phone": Issue(
        _W,
        "姓名里有电话号码",
        "“{heading}”里有电话号码，只收入姓名，原文已加密保留。",
        "请把号码填到“联系电话”列。",
    ),
    "region.unknown": Issue(
        _W, "行政区划代码不存在", "行政区划“{value}”从来不是行政区划，改按{basis}。", "请核对所属区域。"
    ),
    "region.unresolved": Issue(
        _W, "行政区划不能确定", "行政区划“{value}”不能确定是哪一个，没有收入。", "核对后补上。"
    ),
    "region.abolished": Issue(
        _W,
        "行政区划代码已撤销",
        "{value}（{name}）已于 {year} 年撤销，改用 {now}（{now_name}）。",
        "不需要处理；原文已保留。",
    ),
    "region.split": Issue(
        _W,
        "行政区划代码已撤销",
        "{value}（{name}）已于 {year} 年撤销，现分属 {now}，不能自动确定。",
        "核对后改为现在的代码。",
    ),
    "industry.unknown": Issue(
        _W,
        "行业代码不存在",
        "“{value}”不是国民经济行业分类（GB/T 4754—2017）的代码或名称，没有收入。",
        "核对后补上。",
    ),
    "jurisdiction.blank": Issue(
        _W, "管辖单位为空", "没有写明管辖单位，已进入“待定管辖”。", "在“待定管辖”中确认。"
    ),
    "licence.expired": Issue(_W, "许可证已过期", "许可证有效期至 {date}，已过期。", "请核对是否延期或注销。"),
    # people
    "certificate.expired": Issue(
        _W, "执法证已过期", "执法证有效期至 {date}，已过期，不能作为持证人员抽取。", "换证后更新。"
    ),
    "certificate.missing": Issue(
        _W, "没有执法证号", "注明持证但没有执法证号，按未持证收入。", "补上执法证号。"
    ),
    "certificate.implied": Issue(
        _N, "有证号而注明未持证", "有执法证号而“是否持证”为否，按未持证收入。", "请核对。"
    ),
    "certificate.undated": Issue(_W, "没有执法证有效期", "没有执法证有效期，按有效收入。", "补上有效期。"),
    "certificate.wrong": Issue(_A, "执法证号不对", "执法证号{why}。", "对照证件改正后再次导入。", True),
    "person.ambiguous": Issue(
        _A,
        "不能确定是谁",
        "名录库中有几位同名人员，本行没有执法证号也没有身份证号。",
        "补上执法证号或身份证号。",
    ),
    "unit.unknown": Issue(
        _W,
        "没有这个单位",
        "本部门没有“{value}”，人员已收入，未归入单位。",
        "在“机构与人员”中添加单位，再编辑此人。",
    ),
    "agency.unknown": Issue(
        _A, "没有这个部门", "系统中没有“{value}”。", "在“机构与人员”中添加部门，或改正名称。"
    ),
    "agency.other": Issue(
        _A,
        "不是本部门的",
        "这一行属于“{value}”，不是本部门的名录。",
        "由该部门导入，或由管理员在命令行导入。",
    ),
    # items
    "item.numbered": Issue(
        _W,
        "编号重复",
        "编号“{code}”在文件中用于几个事项，本行按顺序编为“{given}”。",
        "不需要处理；要用别的编号，请改文件后再次导入。",
    ),
    # recusals
    "recusal.inspector": Issue(
        _A, "找不到人员", "执法人员名录库中没有“{value}”。", "先导入执法人员，或改正执法证号。"
    ),
    "recusal.inspector_name": Issue(
        _A, "证号与姓名不符", "执法证号 {value} 的持证人不是“{name}”。", "改正后再次导入。"
    ),
    "recusal.subject": Issue(
        _A, "找不到检查对象", "检查对象名录库中没有“{value}”。", "先导入检查对象，或改正代码。"
    ),
    "recusal.subject_name": Issue(_W, "名称与名录库不同", "名录库中这一代码的名称是“{name}”。", "请核对。"),
    "recusal.case": Issue(_A, "没有写明情形", "“回避情形”应是（一）至（五）之一。", "改正后再次导入。"),
    "register.retired": Issue(
        _W,
        "名录库中已停用",
        "名录库中这一条已停用，本次更新内容，不重新启用。",
        "如需启用，请在名录库中办理。",
    ),
}


def words(code: str, params: Mapping[str, Any]) -> str:
    """The issue in Chinese."""
    return ISSUES[code].words.format(**params)
