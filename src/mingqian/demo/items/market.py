"""Items of the partner department, for joint checks: special equipment, registration, publicity, product quality."""

from functools import partial

from mingqian.demo.items.item import BOTH, ON_SITE, Item, item
from mingqian.demo.places import MARKET

_item = partial(item, agency=MARKET, joint=True)
_EQUIPMENT = "《中华人民共和国特种设备安全法》"
_REGISTRATION = "《中华人民共和国市场主体登记管理条例》"

# fmt: off
MARKET_ITEMS: tuple[Item, ...] = (
    _item(
        "SJ01", "特种设备安全管理机构和人员配备情况",
        "是否按规定设置机构或者配备专职、兼职安全管理人员|管理人员和作业人员证件是否在有效期内",
        _EQUIPMENT + "第十三条第二款、第十四条", subject="特种设备使用单位", specialty="特种设备",
    ),
    _item(
        "SJ02", "特种设备安全管理制度和操作规程情况",
        "是否建立岗位责任、隐患治理、应急救援等安全管理制度|是否制定操作规程并张贴、执行",
        _EQUIPMENT + "第三十四条", subject="特种设备使用单位", specialty="特种设备",
    ),
    _item(
        "SJ03", "特种设备安全技术档案情况",
        "是否逐台建立安全技术档案|档案中设计文件、合格证明、检验和维护保养记录是否齐全",
        _EQUIPMENT + "第三十五条", subject="特种设备使用单位", method="书面检查", specialty="特种设备",
    ),
    _item(
        "SJ04", "特种设备使用登记和定期检验情况",
        "是否办理使用登记，登记标志是否置于显著位置|在用设备是否在检验合格有效期内",
        _EQUIPMENT + "第三十三条、第四十条", subject="特种设备使用单位", specialty="特种设备",
    ),
    _item(
        "SJ05", "特种设备维护保养和定期自行检查情况",
        "是否经常维护保养、定期自行检查并记录|安全附件、安全保护装置是否定期校验、检修",
        _EQUIPMENT + "第三十九条", subject="特种设备使用单位", method=BOTH, specialty="特种设备",
    ),
    _item(
        "SJ06", "特种设备事故应急专项预案和演练情况",
        "是否制定特种设备事故应急专项预案|是否定期演练并留有记录",
        _EQUIPMENT + "第六十九条第三款", subject="特种设备使用单位", method="书面检查", specialty="特种设备",
    ),
    _item(
        "SJ07", "营业执照（登记证）规范使用情况",
        "是否将营业执照置于住所或者主要经营场所的醒目位置|有无伪造、涂改、出租、出借、转让营业执照",
        _REGISTRATION + "第三十六条、第三十七条", subject="企业、个体工商户、农民专业合作社", method=ON_SITE,
    ),
    _item(
        "SJ08", "住所（经营场所）和登记事项情况",
        "住所（经营场所）与登记是否一致，能否取得联系|登记事项发生变更的，是否在规定期限内申请变更登记",
        _REGISTRATION + "第八条、第十一条、第二十四条", subject="企业、个体工商户、农民专业合作社", method=ON_SITE,
    ),
    _item(
        "SJ09", "年度报告和即时信息公示情况",
        "是否按期报送并公示年度报告|公示信息是否真实，行政许可、行政处罚等即时信息是否按规定公示",
        "《企业信息公示暂行条例》第八条、第十条", subject="企业", method="书面检查",
    ),
    _item(
        "SJ10", "列入目录产品生产许可和产品标识情况",
        "生产列入目录产品的，是否取得工业产品生产许可证|产品或者其包装上的标识是否真实、齐全",
        "《中华人民共和国工业产品生产许可证管理条例》第五条|《中华人民共和国产品质量法》第二十六条、第二十七条",
        subject="工业产品生产企业", fields="化工 危险化学品 冶金 有色 建材 机械 轻工 纺织", specialty="产品质量",
    ),
)
# fmt: on
