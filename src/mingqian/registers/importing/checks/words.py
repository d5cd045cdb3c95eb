"""The words files use for choices, and the codes the registers keep."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

KIND: Final = {
    "企业": "enterprise",
    "公司": "enterprise",
    "企业法人": "enterprise",
    "法人": "enterprise",
    "分公司": "enterprise",
    "内资企业": "enterprise",
    "外资企业": "enterprise",
    "生产经营单位": "enterprise",
    "个体工商户": "individual",
    "个体户": "individual",
    "个体": "individual",
    "个体经营": "individual",
    "农民专业合作社": "cooperative",
    "合作社": "cooperative",
    "农民专业合作经济组织": "cooperative",
    "事业单位": "institution",
    "社会组织": "institution",
    "社会团体": "institution",
    "民办非企业单位": "institution",
    "机关": "institution",
    "机关法人": "institution",
    "学校": "institution",
    "事业单位、社会组织等": "institution",
    "其他组织": "institution",
    "自然人": "person",
    "个人": "person",
    "产品": "product",
    "项目": "project",
    "工程项目": "project",
    "行为": "conduct",
}
STATUS: Final = {
    "存续": "existing",
    "在业": "existing",
    "在营": "existing",
    "开业": "existing",
    "正常": "existing",
    "营业": "existing",
    "登记成立": "existing",
    "确立": "existing",
    "在产": "existing",
    "停业": "suspended",
    "歇业": "suspended",
    "停产": "suspended",
    "停业停产": "suspended",
    "迁出": "moved",
    "已迁出": "moved",
    "迁移异地": "moved",
    "吊销": "revoked",
    "撤销": "revoked",
    "已吊销": "revoked",
    "吊销未注销": "revoked",
    "注销": "cancelled",
    "已注销": "cancelled",
    "吊销后注销": "cancelled",
    "吊销已注销": "cancelled",
    "销户": "cancelled",
}
_STATUS_PARTS = (
    ("注销", "cancelled"),
    ("吊销", "revoked"),
    ("撤销", "revoked"),
    ("迁出", "moved"),
    ("停业", "suspended"),
    ("歇业", "suspended"),
    ("停产", "suspended"),
    ("存续", "existing"),
    ("在业", "existing"),
    ("在营", "existing"),
    ("开业", "existing"),
    ("正常", "existing"),
)
CLASS: Final = {
    "重点": "key",
    "重点监管": "key",
    "重点检查对象": "key",
    "重点事项": "key",
    "重点检查事项": "key",
    "是": "key",
    "一般": "general",
    "一般监管": "general",
    "一般检查对象": "general",
    "一般事项": "general",
    "一般检查事项": "general",
    "否": "general",
}
CREDIT: Final = {
    **{sign: sign for sign in "ABCD"},
    **{sign + word: sign for sign in "ABCD" for word in ("级", "类", "等", "级企业", "类企业")},
}
OVERSIGHT: Final = {
    "央企": "central",
    "中央企业": "central",
    "省管": "provincial",
    "省属": "provincial",
    "省管企业": "provincial",
    "市管": "city",
    "市属": "city",
    "市管企业": "city",
}
SEX: Final = {"男": "男", "女": "女", "男性": "男", "女性": "女", "M": "男", "F": "女", "1": "男", "2": "女"}
PERSON_STATUS: Final = {
    "在岗": "active",
    "在职": "active",
    "正常": "active",
    "启用": "active",
    "在聘": "active",
    "有效": "active",
    "暂不参加": "away",
    "借调": "away",
    "休假": "away",
    "病假": "away",
    "产假": "away",
    "驻村": "away",
    "挂职": "away",
    "学习": "away",
    "停用": "retired",
    "已停用": "retired",
    "离职": "retired",
    "退休": "retired",
    "调离": "retired",
    "停聘": "retired",
    "已停聘": "retired",
    "解聘": "retired",
}
ITEM_STATUS: Final = {
    "在列": "active",
    "启用": "active",
    "有效": "active",
    "停用": "retired",
    "已移出": "retired",
    "废止": "retired",
}
CASE: Final = {
    "本人曾工作过的单位": "1",
    "本人在其中兼职的单位": "2",
    "本人曾管辖过的单位": "3",
    "与本人或亲属有直接利害关系的单位": "4",
    "其他需要回避的情形": "5",
}
_CASE_SIGNS = "一二三四五"


@lru_cache(maxsize=4096)
def status(text: str) -> str | None:
    """存续状态; compound words of the registration system too (“吊销，未注销” is 吊销)."""
    plain = text.replace("，", "").replace(",", "").replace("（", "").split("在营、开业")[0]
    if plain in STATUS:
        return STATUS[plain]
    if "未注销" in text:
        return "revoked"
    for part, code in _STATUS_PARTS:
        if part in text:
            return code
    return None


@lru_cache(maxsize=1024)
def case(text: str) -> str | None:
    """A case of xinyang 第十五条: its number in any spelling, or its words."""
    plain = text.translate(str.maketrans("", "", "（）() 第项款."))
    for number, sign in enumerate(_CASE_SIGNS, 1):
        if plain in (sign, str(number)) or plain.startswith(sign):
            return str(number)
    for phrase, code in CASE.items():
        if phrase in text or (len(text) >= 4 and text in phrase):
            return code
    return None
