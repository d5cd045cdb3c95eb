"""The Chinese words of every code of the draw, for the edges that show them to people."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import LotError
from .verify import Report

WORDS: dict[str, str] = {
    # JSON
    "json_utf8": "不是 UTF-8 文本（第 {offset} 字节）",
    "json_syntax": "不是合法的 JSON（第 {offset} 个字符处）",
    "json_duplicate_key": "同一对象里有重复的键",
    "json_float": "出现了小数或指数写法的数，只允许整数",
    "json_integer": "整数写法不合规定，或超出 ±(2^53−1)",
    "json_surrogate": "文本含有残缺的 Unicode 代理项",
    "json_depth": "嵌套超过 {limit} 层",
    "json_type": "含有 JSON 不能表示的类型（{type}）",
    "json_not_canonical": "不是规范写法（RFC 8785）的字节",
    "not_object": "这里应是一个对象",
    "not_list": "这里应是一个列表",
    "not_text": "这里应是文本",
    "not_boolean": "这里应是 true 或 false",
    "not_integer": "这里应是整数",
    "not_hex": "这里应是规定长度的小写十六进制",
    "not_time": "这里应是带时区的时间，例如 2026-11-21T09:00:00+08:00",
    "out_of_range": "数值 {value} 超出范围 {low} 至 {high}",
    "key_missing": "缺少键「{key}」",
    "key_unknown": "出现了不认识的键「{key}」",
    "name_repeated": "名称「{name}」重复",
    # hashes, entries, leaves
    "hash_unknown": "不认识的杂凑算法，只能是 sha256 或 sm3",
    "sm3_missing": "本机没有 SM3：请安装 cryptography，或使用带 SM3 的 OpenSSL",
    "entry_shape": "条目应是一个对象",
    "entry_id": "条目缺少文本形式的 id",
    "entry_salt": "条目的 salt 应是 32 位小写十六进制",
    "entry_facts": "条目的 facts 应是 64 位小写十六进制的承诺，事实本身不写在这里",
    "facts_salt": "facts_salt 应是小写十六进制",
    "leaf_size": "叶文件长度不是 36 字节的整数倍，或长度与清单不符",
    "leaf_count": "叶的个数与清单不符：清单 {expected}，实际 {found}",
    "leaf_order": "第 {index} 片叶没有按 e 严格升序排列",
    "leaf_repeated": "有重复的叶",
    "leaf_number": "叶上的权重或任务上限超出允许范围",
    "leaf_root": "默克尔根与清单不符：有叶被增、删、改或换了位置",
    "merkle_index": "没有第 {index} 片叶（共 {size} 片）",
    "merkle_path": "默克尔路径的长度或形状不对",
    # manifest
    "protocol_unknown": "不认识的协议名，只能是 mingqian-lot/1",
    "attempt_first": "第一次摇号不应有前一次的清单杂凑",
    "attempt_previous": "第 {attempt} 次摇号没有写明前一次的清单杂凑",
    "attempt_reason": "第 {attempt} 次摇号没有写明重摇原因",
    "quota_above_size": "抽取数 {quota} 大于签筒里的 {size} 户",
    "seats_empty": "席位列表是空的",
    # sources
    "source_kind": "不认识的随机源种类",
    "source_too_weak": (
        "没有一个本局控制不了、且单独就有 128 位强度的随机源"
        "（见证人、50 粒骰子，或冻结之后才产生的 drand 轮次）"
    ),
    "drand_chain": "不是认可的 drand 链",
    "drand_pair": "drand default 链的一轮要与它的前一轮成对写在清单里（前一轮在先）",
    "drand_signature": "drand 第 {round} 轮的签名验证不通过",
    "drand_library": "本机没有安装 py-arkworks-bls12381，无法验证 drand 签名",
    "reveal_count": "揭示值的个数不对：应为 {expected}，实为 {found}",
    "reveal_kind": "揭示值的种类与清单不符，应为 {expected}",
    "reveal_form": "揭示值的写法不对（{kind}）",
    "reveal_length": "揭示值的位数不对：应为 {expected}，实为 {found}",
    "reveal_commitment": "见证人的值打不开事先的承诺",
    "secret_form": "秘密值应是 64 位小写十六进制",
    "secret_commitment": "本局的秘密值打不开事先的承诺",
    # draw
    "urn_count": "签筒个数不对：应为 {expected}，实为 {found}",
    "teams_unexpected": "清单不抽检查组，却给了人员",
    "teams_missing": "清单要抽检查组，却没有给出人员或可任席位",
    "people_differ": "可任席位不是对这份人员名单算的",
    "person_unknown": "人员不在人员名单里",
    "person_repeated": "同一人员给了两次",
    "task_eligibility": "被抽中的企业没有给出各席位的可任人员",
    # writing
    "entry_differs": "条目与其杂凑不符",
    "eligible_differs": "条目里的可任席位与摇号所用的不一致",
    "facts_differ": "其他事实与条目里的承诺不符",
    "facts_public": "公开版不得写入其他事实",
    # reading a transcript
    "zip_unreadable": "不是能打开的 ZIP 文件",
    "zip_too_many": "ZIP 里的文件太多（上限 {limit}）",
    "zip_name_unknown": "ZIP 里有不认识的文件名「{name}」",
    "zip_name_path": "ZIP 里的文件名「{name}」带有路径",
    "zip_name_repeated": "ZIP 里「{name}」出现了不止一次",
    "zip_encrypted": "ZIP 里的「{name}」加了密",
    "zip_method": "ZIP 里的「{name}」用了不允许的压缩方法",
    "zip_overlap": "ZIP 里的「{name}」与别的文件重叠",
    "zip_damaged": "压缩数据损坏，或与 ZIP 目录不符",
    "too_large": "文件超过 {limit} 字节，不予读取",
    "line_too_long": "有一行超过 {limit} 字节",
    "line_unfinished": "最后一行没有换行符",
    "beyond_limit": "规模超出本程序的上限：{name} 为 {value}，上限 {limit}",
    "file_missing": "缺少这个文件",
    "file_unexpected": "按清单不应有这个文件",
    "entry_in_two_urns": "同一条目出现在两个签筒里",
    # results
    "result_length": "长度与重算结果相差太多",
    "result_wrong": "与重算结果不符",
    "length_wrong": "个数与重算结果不符",
    "key_missing_here": "缺少这个键",
    "key_unknown_here": "出现了不认识的键",
    "ticket_wrong": "签号与重算结果不符",
    "drawn_wrong": "抽中的企业或其次序与重算结果不符",
    "urn_name_wrong": "签筒名称或次序与清单不符",
    "load_not_least": "任务上限 L 不是能排满的最小值",
    "person_wrong": "席位上的人与重算结果不符",
    "seat_vacant_wrongly": "席位写作空缺，其实可以有人",
    "seat_filled_wrongly": "席位写了人，其实应当空缺",
    # eligibility
    "eligibility_form": "可任席位文件的写法不对",
    "eligibility_order": "集合里的序号没有升序，或有重复",
    "eligibility_repeated": "同一集合写了两次",
    "eligibility_first_use": "集合没有按首次使用的次序编号",
    "eligibility_unused": "有没被用到的集合",
    "eligible_shape": "条目的 eligible 与席位名称不符，或不是杂凑值",
    "eligible_not_fixed": "席位「{seat}」的可任人员不是冻结时写进条目的那些",
    # opened entries
    "opened_not_drawn": "这里应是第 {task} 个被抽中的企业（从 0 数起）",
    "opened_missing": "有 {missing} 个被抽中的企业没有打开",
    "opened_order": "打开的人员没有按 e 升序，或放错了位置",
    "opened_no_leaf": "打开的条目不在任何签筒或人员名单里",
    "opened_not_next": "打开的条目不在签筒里，或未按签筒和 e 的次序",
    "opened_partly": "未抽中的条目只打开了一部分",
    "id_repeated": "id 重复",
    "facts_missing": "缺少这一条目的其他事实",
    "facts_order": "其他事实的次序与打开的条目不符",
    "facts_left_over": "其他事实多出了行",
    # attested
    "not_one_of": "取值不在允许之列",
    "signature_bad": "签名验证不通过",
    "signature_library": "本机没有安装 cryptography，无法验证签名",
    "log_form": "日志证明的写法不对（C2SP tlog-proof）",
    "log_key_form": "日志公钥的写法不对：应当是 名称+编号+base64，编号要与公钥相符",
    "log_inclusion": "日志证明不成立：日志里没有这条记录",
    "log_signature": "日志「{name}」的签名验证不通过",
    "stamp_form": "extra 里的时间戳不是 RFC 3161 的 DER 写法",
    "stamp_digest": "时间戳的内容与它签名的摘要不符：被改过",
    "stamp_imprint": "时间戳盖的不是这条记录（messageImprint 不符）",
    # an enterprise's own check
    "receipt_manifest": "凭据属于另一次摇号：清单杂凑不符",
    "proof_last": "证明文件里最后一个抽中的签号不成立",
    "receipt_not_in_urn": "凭据不成立：这个条目不在签筒里",
    "explain_last": "还需要本签筒最后一个抽中的签号（见 selection.json）",
    # job folders
    "job_file_name": "文件名应是本文件夹内的相对路径",
    "spark_missing": "没有装 Apache Spark：先装可选组件 spark（pip install 'mingqian[spark]'）和 Java 17",
    "job_file_missing": "找不到文件「{file}」",
    "job_without_people": "没有 people，就不应有「{key}」",
    "job_id_repeated": "这个 id 出现了两次",
    "job_entry_eligible": "条目里不应自带 eligible，它由程序写入",
    "job_weight": "不加权的签筒里，权重只能是 1",
    "job_seat_unknown": "没有名为「{seat}」的席位",
    "job_line_repeated": "同一企业、同一席位给了两行",
    "job_person_unknown": "这一行里有不在人员名单中的 id",
    "job_enterprise_unknown": "没有这个 id 的企业",
}


# What each step is called, and what it proves when it passes.
STEPS: dict[str, tuple[str, str]] = {
    "container": ("ZIP 结构", "文件名都在规定之内、各出现一次、没有加密和损坏"),
    "manifest": ("清单", "冻结时写下的协议、规则、签筒、随机源完整合规"),
    "files": ("文件齐全", "清单要求的文件都在，没有多余的"),
    "secret": ("本局秘密值", "本局的秘密值正是清单里承诺的那个"),
    "reveals": ("随机源", "见证人的值正是清单里承诺的那些；各随机源的种类、位数、drand 签名都对"),
    "urns": ("签筒", "参加摇号的正是冻结时的那些条目和权重，没有增、删、改、重复"),
    "selection": ("抽取结果", "按公开的算法重算，抽中的企业、签号和次序逐字节一致"),
    "people": ("人员名单", "可任席位的人员和各自上限正是冻结时的那些"),
    "eligibility": ("可任席位", "各任务、各席位的候选人集合写法合规"),
    "opened": ("打开的条目", "被抽中的企业全部打开，条目与其杂凑相符，候选人集合是冻结时写进条目的"),
    "teams": ("检查组", "空缺席位、最小任务上限和每个席位的人选，重算逐字节一致"),
    "facts": ("其他事实", "审计版打开的事实与条目里的承诺相符"),
    "signatures": ("签名", "各签名确由所列公钥作出"),
    "log": ("日志证明", "清单、揭示值或结果确实记入了带签名的日志"),
}

STATUS: dict[str, str] = {"passed": "通过", "failed": "不通过", "skipped": "未能检查", "absent": "没有此项"}

# What stays unproven, whatever the transcript says.
UNPROVEN: dict[str, str] = {
    "attempts": "这是该计划项的第 {attempt} 次摇号；是否还有没公布的别次摇号，须查公开日志",
    "parent": "这一次补抽空缺。补的是锁库摘要 {m} 的那一次；那里确有这个空缺、各人的上限确已减去已担任的，须对照那一次的记录",
    "sources_independent": "见证人与本局没有事先串通（只要有一个来源是独立的，结果就无人能控制）",
    "sources_entered": "骰子和公布号码确是现场掷出、当期开出的",
    "register_complete": "名录库（{count} 户）没有遗漏，签筒的划分和权重合乎规定",
    "eligibility_true": "候选人集合与回避、资质等事实相符（须看审计版）",
    "ids_unopened": "没有打开的条目，其 id 是否重复、内容如何（须看审计版）",
    "entries_true": "打开的条目与实际情况相符",
    "facts_closed": "有 {count} 个条目的其他事实没有打开",
    "unsigned": "没有在场人员的签名",
    "signers": "签名公钥属于哪个人",
    "order_of_events": "事情的先后：清单记入日志在前、揭示随机源在后、结果再后（缺少可信的日志证明）",
    "stamp_signature": (
        "{what} 的可信时间戳（{at}，序号 {serial}，nonce {nonce}）：盖的正是这条记录，"
        "由谁签发这里没有核对。用那家机构的根证书核对："
        "openssl ts -verify -digest {digest} -token_in -in {what}.tst -CAfile 根证书.pem"
    ),
    "stamp_unread": (
        "{what} 的可信时间戳（{at}，序号 {serial}，nonce {nonce}）：盖的正是这条记录，"
        "但签名所用的杂凑算法本程序不认识，时间没有改过也要用命令核对："
        "openssl ts -verify -digest {digest} -token_in -in {what}.tst -CAfile 根证书.pem"
    ),
    "extra_unknown": "{what} 的日志证明带有附加内容，不是时间戳，没有核对",
    "log_key_unknown": "日志由谁维护：检查点不是由本程序已知的日志密钥签名的",
}


def words(error: LotError) -> str:
    """One Chinese sentence for ``error``: where, and what is wrong."""
    try:
        text = WORDS[error.code].format(**error.params)
    except KeyError:
        text = f"{error.code} {error.params}"
    return f"{error.place}：{text}" if error.place else text


def unproven_words(code: str, params: Mapping[str, object]) -> str:
    """One Chinese sentence for something left unproven."""
    return UNPROVEN[code].format(**params)


def describe(report: Report) -> dict[str, object]:
    """A report as a JSON object, with the Chinese words of every step, refusal and open end beside its
    code.
    """
    return {
        "ok": report.ok,
        "verdict": "verified" if report.ok else "refused",
        "form": report.form,
        "m": report.m,
        "seed": report.seed,
        "steps": [
            {
                "step": step.code,
                "title": STEPS[step.code][0],
                "status": step.status,
                "proves": STEPS[step.code][1],
                "counts": dict(step.counts),
            }
            for step in report.steps
        ],
        "refusals": [
            {"code": error.code, "place": error.place, "reason": words(error)} for error in report.refusals
        ],
        "unproven": [
            {"code": one.code, "words": unproven_words(one.code, one.params)} for one in report.unproven
        ],
    }
