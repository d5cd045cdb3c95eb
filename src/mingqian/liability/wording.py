"""What this room refuses, in words."""

from mingqian.acts.refusal import register_wording

register_wording(
    {
        "liability.not_yours": "只能看、只能写本单位的。",
        "liability.not_released": "“{campaign}”的名单还没有公开，履职情况与名单同样保密，现在只有审批领导能看。名单公开以后再来。",
        "liability.no_face": "这台机器没有中文字体，排不出 PDF。请装上字体（见安装文档），或者用浏览器打印。",
        "liability.case_unknown": "适用的文件里没有这一种情形，请从列出的里面选。",
        "liability.elsewhere": "这一户不在这个抽查任务里。",
        "liability.said": "请写明说明：什么情况，依据什么，怎样认定的。",
        "liability.long": "说明最多 {most} 个字，现在有 {now} 个。",
        "liability.papers": "文件和文号一行一件，每件最多 {length} 个字，最多 {most} 件。",
    }
)
