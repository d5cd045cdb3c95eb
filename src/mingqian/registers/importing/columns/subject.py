"""检查对象."""

from __future__ import annotations

from typing import Final

from mingqian.registers.importing.columns.column import CONFIRMED, Column, Value, split

SUBJECT: Final[tuple[Column, ...]] = (
    Column(
        "code",
        "统一社会信用代码",
        split(
            "uscc 社会信用代码 信用代码 统一代码 统一社会信用代码/注册号 注册号或统一社会信用代码 "
            "统一社会信用代码（注册号） 统一社会信用代码或注册号 单位代码 企业代码 主体代码 社会统一信用代码 "
            "credit_code unified_code uniscid 检查对象代码 统一社会信用代码（身份证号码） 代码"
        ),
        Value.CODE,
        required=True,
        limit=40,
        note="18位统一社会信用代码；没有的填15位或13位注册号。单元格格式须为文本",
        example="91470726MA4400001X",
    ),
    Column(
        "name",
        "名称",
        split(
            "name 企业名称 单位名称 市场主体名称 主体名称 检查对象名称 检查对象 公司名称 字号名称 名称（姓名） 对象名称 "
            "企业（单位）名称 生产经营单位名称 经营者名称 company_name company entname 被检查单位 商户名称 检查对象名称（姓名）"
        ),
        required=True,
        limit=200,
        note="营业执照上的名称；自然人填姓名",
        example="示例县某某机械有限公司",
    ),
    Column(
        "kind",
        "检查对象类型",
        split("单位类型 对象类型 主体类别 检查对象种类"),
        Value.CHOICE,
        note="企业、个体工商户、农民专业合作社、事业单位、自然人、产品、项目、行为",
        example="企业",
    ),
    Column(
        "registration_number",
        "注册号",
        split("工商注册号 原注册号 注册登记号 regno reg_no registration_number"),
        limit=40,
        note="2015年以前的15位或13位注册号",
    ),
    Column(
        "legal_person",
        "法定代表人",
        split(
            "法定代表人（负责人） 法人 法人代表 法定代表人姓名 法定代表人/负责人 法定代表人或负责人 经营者 经营者姓名 投资人 "
            "legal_rep legal_person legal_representative frname 法定代表人(经营者)"
        ),
        limit=120,
        example="张某某",
    ),
    Column("person_in_charge", "负责人", split("主要负责人 安全负责人 现场负责人 联系人"), limit=120),
    Column(
        "phone",
        "联系电话",
        split("电话 联系方式 手机 手机号 手机号码 电话号码 联系手机 phone tel telephone mobile 固定电话"),
        Value.PHONE,
        note="一个号码；座机带区号",
    ),
    Column(
        "id_number",
        "身份证号",
        split("身份证号码 公民身份号码 身份证件号码 证件号码 经营者身份证号 id_number idcard"),
        Value.PERSON_ID,
        note="只有自然人和个体工商户经营者需要",
    ),
    Column(
        "registered_address",
        "住所",
        split(
            "住所（经营场所） 地址 注册地址 登记住所 企业住所 住所地 单位地址 企业地址 住址 address addr dom registered_address"
        ),
        limit=300,
        example="示例县某某镇工业路1号",
    ),
    Column(
        "business_address",
        "经营地址",
        split("生产经营地址 实际经营地址 经营场所 生产地址 business_address 实际地址"),
        limit=300,
    ),
    Column(
        "region_code",
        "行政区划代码",
        split("行政区划 地域 区划代码 所属区域 所在区县 区县 所属区县 region region_code area_code 行政区域"),
        Value.CODE,
        note="6位代码或县级名称",
    ),
    Column(
        "township",
        "所属乡镇",
        split("乡镇 乡镇（街道） 所属乡镇（街道） 街道 镇街 所在乡镇 所属街道"),
        limit=60,
    ),
    Column(
        "jurisdiction",
        "管辖单位",
        split("监管单位 监管机构 属地监管单位 管辖机关 监管部门 责任单位 日常监管单位 管辖机构 jurisdiction"),
        limit=120,
        note="空白的进入“待定管辖”队列，由人工确认",
    ),
    Column(
        "registrar",
        "登记机关",
        split("登记单位 发照机关 注册机关 reg_authority registrar regorg 登记部门"),
        limit=120,
    ),
    Column(
        "founded_on",
        "成立日期",
        split(
            "注册日期 成立时间 登记日期 开业日期 核准日期 成立(开业)日期 reg_date est_date founded_on estdate"
        ),
        Value.DATE,
        example="2019-03-08",
    ),
    Column(
        "entity_type",
        "市场主体类型",
        split("企业类型 主体类型 公司类型 经济类型 企业性质 ent_type enttype entity_type 经济性质 类型"),
        limit=120,
    ),
    Column(
        "capital",
        "注册资本",
        split("注册资本（万元） 注册资金 资金数额 capital regcap registered_capital 注册资本(万元) 出资额"),
        limit=60,
    ),
    Column(
        "scope",
        "经营范围",
        split("业务范围 经营范围及方式 主营业务 经营项目 scope opscope business_scope"),
        Value.LONG,
        limit=4000,
    ),
    Column(
        "industry_code",
        "行业代码",
        split(
            "行业 国民经济行业 国民经济行业代码 行业类别 行业门类 所属行业 行业分类 industry industry_code industryco"
        ),
        Value.CODE,
        note="国民经济行业分类（GB/T 4754—2017）代码或名称",
    ),
    Column(
        "field",
        "监管行业领域",
        split("行业领域 监管领域 监管行业 行业（领域） 所属领域 专业领域"),
        limit=40,
        note="如 危险化学品、非煤矿山、机械、商贸",
    ),
    Column(
        "supervision_class",
        "监管类别",
        split("监管分类 监管类型 检查对象类别 重点/一般 是否重点 监管级别 抽查类别 分类"),
        Value.CHOICE,
        note="重点 或 一般",
    ),
    Column("class_basis", "重点监管原因", split("重点原因 列为重点的原因 列入重点的依据"), limit=300),
    Column(
        "credit_grade",
        "信用等级",
        split("信用分类 信用类别 信用风险分类 信用级别 信用评级 信用风险等级 credit credit_grade"),
        Value.CHOICE,
        note="A、B、C、D",
    ),
    Column("risk_level", "风险等级", split("安全风险等级 风险级别 风险分级 risk risk_level"), limit=20),
    Column(
        "oversight",
        "监管层级",
        split("隶属关系 企业层级 央企省管"),
        Value.CHOICE,
        note="央企、省管、市管；其余空白",
    ),
    Column(
        "licence_name",
        "许可证名称",
        split("许可证 许可文件名称 批准文件名称 证照名称 许可证件名称"),
        limit=120,
    ),
    Column(
        "licence_number",
        "许可证编号",
        split("许可证号 许可文件编号 批准文号 批准文件文号 许可证件编号 证书编号"),
        limit=120,
    ),
    Column("licence_valid_until", "许可证有效期至", split("许可证有效期 许可有效期至"), Value.DATE),
    Column("staff_count", "从业人员数", split("从业人数 职工人数 员工人数 从业人员"), Value.COUNT),
    Column(
        "status",
        "存续状态",
        split("登记状态 经营状态 企业状态 主体状态 状态 status 在营状态"),
        Value.CHOICE,
        note="存续、停业、迁出、吊销、注销",
        example="存续",
    ),
    Column("fatal_accident_on", "最近死亡事故日期", split("死亡事故日期 事故日期"), Value.DATE),
    Column(
        "fatal_accident",
        "近三年死亡事故",
        split("三年内死亡事故 近三年发生死亡事故 是否发生死亡事故"),
        Value.FLAG,
        note="是 或 否",
    ),
    Column(
        "joint_punishment",
        "联合惩戒",
        split("联合惩戒对象 是否联合惩戒 纳入联合惩戒"),
        Value.FLAG,
        note="是 或 否",
    ),
    Column(
        "major_hazard",
        "重大隐患",
        split("重大事故隐患 是否存在重大隐患 存在重大隐患"),
        Value.FLAG,
        note="是 或 否",
    ),
    Column("complaints_count", "投诉举报次数", split("投诉次数 举报次数 投诉举报数"), Value.COUNT),
    Column(
        "abnormal_listed",
        "经营异常",
        split("经营异常名录 是否经营异常 列入经营异常名录"),
        Value.FLAG,
        note="是 或 否",
    ),
    Column(
        "watch_listed", "重点关注名单", split("重点关注 是否重点关注 关注名单"), Value.FLAG, note="是 或 否"
    ),
    Column(
        "seriously_listed",
        "严重违法失信名单",
        split("严重违法 严重违法失信 黑名单 是否严重违法失信"),
        Value.FLAG,
        note="是 或 否",
    ),
    Column("province", "省份", split("province 省 所在省 所属省份"), stored=False, in_template=False),
    Column("city", "城市", split("city 市 地市 所在市 所属城市"), stored=False, in_template=False),
    CONFIRMED,
)
