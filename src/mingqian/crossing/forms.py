"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.crossing import rules
from mingqian.crossing.models import Lead, LeadReport, Part
from mingqian.crossing.models.lead import Weight
from mingqian.plans.forms.parts import DateField


class YesOrNo(forms.ChoiceField):
    """Two answers to choose from, the first of them yes, as a bool; `preset` where the first is what mostly holds."""

    def __init__(self, label: str, yes: str, no: str, *, preset: bool = True) -> None:
        super().__init__(
            label=label,
            choices=[("1", yes), ("0", no)],
            widget=forms.RadioSelect,
            initial="1" if preset else None,
        )

    def clean(self, value: Any) -> Any:
        return super().clean(value) == "1"


_LINES = forms.Textarea(attrs={"rows": 3})


class ActivityForm(forms.Form):
    """跨区域联动: the ways and organisers are the documents'."""

    title = forms.CharField(label="名称", max_length=120)
    way = forms.ChoiceField(label="方式", widget=forms.RadioSelect)
    purpose = forms.CharField(label="针对什么", max_length=2000, widget=_LINES)
    organiser = forms.ChoiceField(label="谁组织", widget=forms.RadioSelect)
    organiser_name = forms.CharField(label="组织单位名称", max_length=120)
    lead_report = forms.ModelChoiceField(
        label="本局组织的，依据哪份线索报告",
        queryset=LeadReport.objects.none(),
        required=False,
        empty_label="（省厅、市局组织的不用选）",
    )
    notice_number = forms.CharField(label="通知文号", required=False, max_length=120)
    received_on = DateField(label="收到通知日期")
    part = forms.ChoiceField(label="本局做什么", choices=Part.choices, widget=forms.RadioSelect)
    place = forms.CharField(label="检查地", max_length=120, help_text="哪个市、县（区）；迎检的写本地。")
    lead_unit = forms.CharField(label="牵头的股室或者二级机构", max_length=120)
    field = forms.CharField(
        label="只针对的行业领域",
        required=False,
        max_length=60,
        help_text="不限行业的不填，在当地全部检查对象里抽取。",
    )
    from_on = DateField(label="开始日期")
    to_on = DateField(label="结束日期")

    def __init__(self, *arguments: Any, agency: Agency, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        asked, whom = rules.organisers(agency), rules.leads_to(agency)
        way, organiser = self.fields["way"], self.fields["organiser"]
        assert isinstance(way, forms.ChoiceField) and isinstance(organiser, forms.ChoiceField)
        way.choices = [
            (one.key, f"{one.words}（{one.citation}）：{one.reading}") for one in rules.ways(agency)
        ]
        own = f"{rules.OWN}（线索上报{'、'.join(whom.words)}，研究决定组织的）"
        organiser.choices = [*((word, word) for word in asked.words), (rules.OWN, own)]
        organiser.help_text = f"文件：{asked.citation}" if asked.citation else ""
        reports = self.fields["lead_report"]
        assert isinstance(reports, forms.ModelChoiceField)
        reports.queryset = LeadReport.objects.filter(agency=agency, decision__organise=True)


class PreparationForm(forms.Form):
    """One line of getting ready."""

    needed = YesOrNo("需要吗", "需要，已经办了", "这次不需要")
    said = forms.CharField(label="怎样办的（不需要的写为什么）", max_length=500)
    who = forms.CharField(label="谁", required=False, max_length=300)
    paper = forms.CharField(label="文件和文号", required=False, max_length=200)
    done_on = DateField(label="日期")


class ReceivedForm(forms.Form):
    """A finding told to us in writing."""

    from_name = forms.CharField(label="反馈的单位", max_length=120)
    number = forms.CharField(label="文号", required=False, max_length=80)
    received_on = DateField(label="收到日期")
    subject_name = forms.CharField(label="检查对象", max_length=300)
    facts = forms.CharField(label="反馈的问题", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class AnswerForm(forms.Form):
    """What the place did under one duty."""

    applies = YesOrNo("涉及吗", "已经办了", "不涉及")
    said = forms.CharField(
        label="情况（不涉及的写为什么）", max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    answered_on = DateField(label="日期")


class FollowForm(forms.Form):
    """One step of following up, by the documents' forms."""

    form = forms.ChoiceField(label="形式", widget=forms.RadioSelect)
    followed_on = DateField(label="日期")
    outcome = forms.CharField(label="结果", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *arguments: Any, words: tuple[str, ...], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        form = self.fields["form"]
        assert isinstance(form, forms.ChoiceField)
        form.choices = [(word, word) for word in words]


class LeadForm(forms.Form):
    """One lead."""

    found_on = DateField(label="日期", initial=timezone.localdate)
    channel = forms.CharField(
        label="来自什么渠道",
        max_length=120,
        help_text="例如：投诉举报、执法检查、其他部门移送。写得出编号的写编号。",
    )
    area = forms.CharField(label="地区", required=False, max_length=120)
    field = forms.CharField(label="行业领域", required=False, max_length=60)
    what = forms.CharField(label="什么问题", max_length=2000, widget=_LINES)


class LeadChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable when run
    """Leads, to tick."""

    def label_from_instance(self, lead: Lead) -> str:
        about = "，".join(filter(None, [lead.area, lead.field]))
        return (
            f"{lead.found_on:%Y-%m-%d} {lead.channel}{'（' + about + '）' if about else ''}：{lead.what[:80]}"
        )


class ReportForm(forms.Form):
    """Leads analysed together."""

    title = forms.CharField(label="名称", max_length=120)
    leads = LeadChoice(
        label="汇总哪些线索", queryset=Lead.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    weight = forms.ChoiceField(label="研判", choices=Weight.choices, widget=forms.RadioSelect)
    analysis = forms.CharField(label="分析", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    advice = forms.CharField(label="建议", max_length=2000, widget=_LINES)
    reported_on = DateField(label="上报日期", initial=timezone.localdate)

    def __init__(self, *arguments: Any, agency: Agency, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        leads = self.fields["leads"]
        assert isinstance(leads, forms.ModelMultipleChoiceField)
        leads.queryset = Lead.objects.filter(agency=agency)


class DecisionForm(forms.Form):
    """What was decided on a report."""

    organise = YesOrNo("研究意见", "组织抽调人员检查", "暂不组织", preset=False)
    words = forms.CharField(label="意见", max_length=2000, widget=_LINES)
    paper = forms.CharField(label="会议纪要或者批示编号", required=False, max_length=200)
    decided_on = DateField(label="日期", initial=timezone.localdate)
