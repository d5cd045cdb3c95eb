"""Inspectors, experts, and who must stand aside from whom."""

from __future__ import annotations

from typing import Final

from mingqian.registers.importing.columns.column import CONFIRMED, Column, Value, split

_AGENCY: Final = Column(
    "agency",
    "部门",
    split("单位（部门） 所属部门 执法部门 部门名称 agency"),
    stored=False,
    note="空白即本部门",
)

INSPECTOR: Final[tuple[Column, ...]] = (
    Column(
        "name",
        "姓名",
        split("人员姓名 执法人员姓名 检查人员 检查人员姓名 name"),
        required=True,
        limit=60,
        example="李某某",
    ),
    Column("sex", "性别", (), Value.CHOICE, example="男"),
    Column(
        "id_number",
        "身份证号",
        split("身份证号码 公民身份号码 身份证"),
        Value.PERSON_ID,
        note="单元格格式须为文本",
    ),
    Column("phone", "联系电话", split("手机号码 手机号 手机 电话 联系方式"), Value.PHONE),
    _AGENCY,
    Column(
        "unit",
        "所在单位",
        split("单位 科室 股室 内设机构 所在科室 所在业务部门（机构） 所在部门 工作单位"),
        stored=False,
        note="本部门已建的股室、大队、乡镇机构等的名称",
        example="安全生产执法大队",
    ),
    Column("post", "职务", split("担任职务 职务职称 职务或职称 岗位"), limit=120),
    Column(
        "certified",
        "是否持证",
        split("具有行政执法资格 执法资格 执法资质 有无执法证"),
        Value.FLAG,
        note="是 或 否",
    ),
    Column(
        "certificate_number",
        "执法证号",
        split("行政执法证号 执法证编号 省执法证编号 执法证件号码 证号 证件编号 执法证号码"),
        Value.CODE,
        limit=40,
        note="单元格格式须为文本",
    ),
    Column(
        "certificate_valid_until",
        "执法证有效期至",
        split("执法证有效期 有效期至 证件有效期 有效期 执法证到期日期"),
        Value.DATE,
    ),
    Column(
        "specialties",
        "业务专长",
        split("专长 专业 专业领域 岗位大类 业务特长 执法事项范围"),
        Value.LIST,
        note="多个用“；”分开",
    ),
    Column(
        "areas",
        "执法区域",
        split("地区 工作区域 责任区域 区域"),
        Value.LIST,
        note="乡镇名称，多个用“；”分开；空白即全域",
    ),
    Column(
        "task_limit",
        "本人任务上限",
        split("任务上限 个人任务上限 每次最多户数"),
        Value.COUNT,
        note="一次摇号最多派几户；空白即按抽查任务定的每人上限",
    ),
    Column("level", "层级", split("执法层级"), limit=20, note="县级 或 乡级"),
    Column("affiliated", "局属二级机构", split("二级机构 是否局属二级机构"), Value.FLAG, note="是 或 否"),
    Column(
        "status",
        "状态",
        split("人员状态 执法人员状态 在岗状态"),
        Value.CHOICE,
        note="在岗、暂不参加（可写借调、休假等）、停用",
    ),
    CONFIRMED,
)

EXPERT: Final[tuple[Column, ...]] = (
    Column("name", "姓名", split("专家姓名 name"), required=True, limit=60, example="王某某"),
    Column("sex", "性别", (), Value.CHOICE),
    Column("employer", "工作单位", split("单位 所在单位 单位名称"), limit=200),
    Column(
        "specialties",
        "专业领域",
        split("专业 专长 业务专长 研究方向 擅长领域"),
        Value.LIST,
        note="多个用“；”分开",
    ),
    Column("title", "职称", split("职务职称 职称/职务 技术职称"), limit=120),
    Column("qualification", "执业资格", split("资格证书 资格 职业资格"), limit=200),
    Column("phone", "联系电话", split("手机号码 手机号 手机 电话 联系方式"), Value.PHONE),
    Column(
        "id_number", "身份证号", split("身份证号码 公民身份号码"), Value.PERSON_ID, note="单元格格式须为文本"
    ),
    Column("appointed_on", "聘任日期", split("聘任时间 入库时间 聘用日期"), Value.DATE),
    Column("status", "状态", split("聘任状态"), Value.CHOICE, note="在聘、暂不参加、停聘"),
    CONFIRMED,
)

RECUSAL: Final[tuple[Column, ...]] = (
    Column(
        "inspector_name",
        "姓名",
        split("检查人员 执法人员 人员姓名"),
        required=True,
        stored=False,
        example="李某某",
    ),
    Column(
        "certificate_number",
        "执法证号",
        split("行政执法证号 执法证编号 证号"),
        Value.CODE,
        required=True,
        stored=False,
    ),
    Column("subject_name", "检查对象名称", split("检查对象 企业名称 单位名称 名称 回避单位"), stored=False),
    Column(
        "subject_code",
        "统一社会信用代码",
        split("社会信用代码 信用代码 注册号 检查对象代码"),
        Value.CODE,
        required=True,
        stored=False,
    ),
    Column(
        "case",
        "回避情形",
        split("回避事由 情形 回避原因"),
        Value.CHOICE,
        required=True,
        note="（一）至（五），或其原文",
        example="本人曾工作过的单位",
    ),
    Column("note", "说明", split("备注 情况说明"), limit=300),
    Column("active", "有效", split("是否有效"), Value.FLAG, in_template=False),
    CONFIRMED,
)
