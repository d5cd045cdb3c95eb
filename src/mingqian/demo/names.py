"""Names of people and of businesses, put together from common parts."""

from mingqian.demo.stream import Stream

_SURNAMES = (
    ("王", 74), ("李", 73), ("张", 70), ("刘", 54), ("陈", 45), ("杨", 31), ("赵", 29), ("黄", 22), ("周", 25),
    ("吴", 20), ("徐", 20), ("孙", 19), ("马", 19), ("胡", 15), ("朱", 18), ("郭", 16), ("何", 13), ("高", 14),
    ("林", 10), ("罗", 9), ("郑", 9), ("梁", 8), ("谢", 7), ("宋", 10), ("唐", 7), ("许", 8), ("韩", 8), ("冯", 8),
    ("邓", 5), ("曹", 7), ("彭", 5), ("曾", 4), ("肖", 5), ("田", 6), ("董", 6), ("袁", 5), ("潘", 4), ("蒋", 4),
    ("蔡", 4), ("余", 4), ("杜", 5), ("叶", 3), ("程", 5), ("魏", 6), ("苏", 4), ("吕", 5), ("丁", 4), ("任", 4),
    ("沈", 3), ("姚", 4), ("卢", 4), ("姜", 3), ("崔", 4), ("钟", 2), ("谭", 3), ("陆", 3), ("汪", 3), ("范", 3),
    ("金", 2), ("石", 4), ("廖", 2), ("贾", 3), ("夏", 3), ("付", 3), ("方", 3), ("白", 3), ("邹", 2), ("孟", 3),
    ("熊", 2), ("秦", 3), ("邱", 2), ("江", 2), ("尹", 2), ("薛", 3), ("闫", 3), ("段", 2), ("雷", 2), ("侯", 3),
    ("龙", 1), ("史", 3), ("陶", 2), ("黎", 1), ("贺", 2), ("顾", 1), ("毛", 2), ("郝", 2), ("龚", 1), ("邵", 2),
    ("万", 2), ("钱", 1), ("严", 1), ("覃", 1), ("武", 2), ("戴", 1), ("莫", 1), ("孔", 2), ("向", 1), ("欧阳", 1),
)  # fmt: skip
_MALE = (
    "伟 强 军 勇 杰 涛 明 超 磊 辉 刚 鹏 斌 波 浩 亮 健 俊 峰 凯 建国 建军 建华 志强 志刚 志勇 志远 国强 国栋 国庆 海波 海涛"
    " 海军 永强 永刚 新民 新华 文斌 文杰 文涛 学文 学军 保国 保军 卫东 卫国 振华 振宇 红星 东升 春雷 晓东 晓峰 立新 立军 长青"
    " 长海 玉柱 守义 守信 有才 广林 广志 占军 世杰 少华 子豪 子轩 俊杰 俊峰 宏伟 宏涛 天祥 天佑 连生 庆丰 德安 长顺 明远 振东"
)  # fmt: skip
_FEMALE = (
    "芳 娜 敏 静 丽 艳 娟 霞 燕 玲 桂英 秀英 秀兰 玉兰 玉梅 淑珍 春梅 红梅 海燕 晓燕 小红 丽娟 丽华 丽娜 婷婷 雅楠 雪梅 雪莲"
    " 文静 文娟 慧敏 慧芳 爱华 爱玲 凤英 凤霞 美玲 俊霞 彩云 彩霞 晓静 晓丽 欣怡 佳怡 梦瑶 思雨 瑞芳 玉洁 翠萍 素梅"
)
_FIRST = (
    "鑫宏恒华瑞盛天金永德嘉隆祥泰兴通诚信佳福裕润昌安和益广丰聚百新东海腾飞凯亿博远众万鸿顺久康禾鼎旭汇景嵘"
)
_SECOND = "源泰达盛兴隆丰瑞发通顺昌润祥和安德诚信业茂联合鑫升辉翔旺康荣腾利祺宇晟诺泽睿洲峰邦力亚庆"
# Names that are a well-known house's own; nobody real is to be recognised in the county.
_KNOWN = (
    "华润 恒瑞 恒力 恒安 恒大 恒兴 恒源 永辉 永兴 国泰 华泰 华盛 华联 华信 华安 海信 海康 海通 海联 海翔 万达 万科 东亚 东兴"
    " 金龙 金德 金发 金利 泰康 泰和 康达 新兴 新希 中信 通威 通宇 腾达 信达 信泰 瑞康 瑞丰 安信 安泰 广发 广联 广汇 天安 天泽"
    " 天合 博瑞 百联 百润 百盛 远洋 远东 远兴 众信 众泰 旭升 旭辉 凯盛 亿联 亿利 福瑞 福安 鼎信 汇源 汇通 益丰 益海 丰源 兴业"
    " 兴发 兴源 盛和 盛达 隆鑫 润和 润泽 润达 鸿达 鸿利 嘉诚 顺丰 顺鑫 顺发 德力 德邦 德业 东升 景兴 景峰 康泰 宏润 宏利 永安"
    " 新兴 新安 新亚 新联 金亚 昌源 诚通 裕兴 裕隆 和邦 华业 华峰 华宇"
)


class NameMaker:
    """Makes names of people and business names; a business name (名称) is never given twice."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._taken: set[str] = set()
        self._known = frozenset(_KNOWN.split())

    def person(self, *, male: bool) -> str:
        """Return surname and given name."""
        surname = self._stream.pick_weighted(_SURNAMES)
        return surname + self._stream.pick((_MALE if male else _FEMALE).split())

    def new_person(self, *, male: bool) -> str:
        """Return a person's name that this maker has not given by `new_person` or `claim` before."""
        while True:
            name = self.person(male=male)
            if self.claim(name):
                return name

    def trade_name(self) -> str:
        """Return a 字号 of two characters that is no well-known house's."""
        while True:
            name = self._stream.pick(_FIRST) + self._stream.pick(_SECOND)
            if name[0] != name[1] and name not in self._known:
                return name

    def claim(self, name: str) -> bool:
        """Take `name` if it is still free; return whether it was."""
        if name in self._taken:
            return False
        self._taken.add(name)
        return True
