"""A digest as words that can be read aloud, written down and compared by eye.

An aid for people, no part of the protocol: eight words stand for the first 64 bits, and a ninth, a check word, for
the eight (a slip of the pen is found at once). Who wants certainty compares all 64 hex digits; devices sign those.
"""

from __future__ import annotations

import hashlib

_LIST = """
白菜 百合 斑马 板凳 包子 宝塔 报纸 背包 鼻子 蝙蝠 编钟 冰块 菠萝 玻璃 布鞋 彩虹
蚕豆 苍鹰 草帽 茶壶 长城 车轮 衬衫 橙子 翅膀 锄头 窗户 春雨 磁铁 葱花 大象 稻田
灯笼 地图 电梯 钉子 东风 豆腐 短笛 饵料 耳朵 二胡 发条 帆船 方桌 飞机 粉笔 风筝
蜂蜜 佛手 斧头 甘蔗 橄榄 钢琴 高粱 鸽子 公园 工厂 古井 骨头 瓜子 拐杖 光盘 桂花
锅盖 海带 寒露 航标 核桃 荷叶 黑板 红薯 猴子 胡须 葫芦 花生 画笔 黄瓜 灰兔 火柴
机器 吉他 鲫鱼 家具 剪刀 江水 豇豆 胶水 脚印 街灯 金鱼 镜子 橘皮 菊花 卷尺 军号
卡车 铠甲 看台 烤鸭 蝌蚪 空调 口琴 裤子 快递 筷子 矿石 昆虫 喇叭 辣椒 蓝天 狼毫
老虎 雷声 犁铧 梨树 栗子 莲藕 凉亭 林海 玲珑 柳絮 龙舟 楼房 芦苇 鹿角 萝卜 骆驼
麻绳 马灯 蚂蚁 麦穗 馒头 毛巾 玫瑰 煤炭 门锁 米饭 棉花 面条 蘑菇 墨汁 牡丹 木瓜
奶牛 南瓜 泥土 柠檬 牛角 纽扣 农具 暖瓶 糯米 藕粉 排球 螃蟹 跑道 喷泉 皮球 枇杷
瓢虫 苹果 屏风 葡萄 企鹅 旗帜 起子 铅笔 墙壁 桥梁 茄子 芹菜 青蛙 清泉 蜻蜓 秋千
球拍 蚯蚓 群山 燃气 热水 人参 日历 绒毛 软木 瑞雪 三角 珊瑚 沙漠 山楂 扇子 勺子
哨兵 蛇皮 狮子 石榴 柿饼 手套 梳子 薯片 水杯 丝瓜 松鼠 算盘 笋干 梭子 台阶 太阳
糖果 桃花 藤椅 梯田 天鹅 田螺 铁轨 听筒 桐油 铜锣 头盔 图书 土豆 吐司 团扇 驼铃
瓦片 豌豆 晚霞 网兜 围巾 蚊帐 乌龟 梧桐 舞台 西瓜 溪流 蟋蟀 仙鹤 香蕉 象棋 小麦
鞋带 信封 星河 杏仁 熊猫 雪橇 鸭蛋 眼镜 燕窝 羊毛 杨梅 钥匙 野菊 樱桃 邮票 月饼
"""
WORDS = tuple(_LIST.split())
"""One word a byte value; no two share a character at their head."""
COUNT = 8


def phrase(digest: str) -> list[str]:
    """Nine words for a digest in hex: eight for its first eight bytes, one to check them.

    >>> len(phrase("00" * 32))
    9
    """
    head = bytes.fromhex(digest)[:COUNT]
    if len(head) != COUNT:
        raise ValueError(digest)
    check = hashlib.sha256(b"mingqian phrase" + head).digest()[0]
    return [WORDS[byte] for byte in (*head, check)]
