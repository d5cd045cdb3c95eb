import django.db.models.deletion
from django.db import migrations, models

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_plan_reviewer'),
        ("plans", "0006_urns"),
        ('audit', '0002_append_only'),
    ]

    operations = [
        migrations.AlterField(
            model_name='annualplan',
            name='state',
            field=models.CharField(choices=[('draft', '编制中'), ('submitted', '审批中'), ('approved', '已批准，待公开'), ('published', '已公开'), ('superseded', '已调整，见新版'), ('withdrawn', '不再调整')], default='draft', max_length=12, verbose_name='状态'),
        ),
        migrations.CreateModel(
            name='PlanSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.JSONField(verbose_name='审批环节')),
                ('at', models.DateTimeField(verbose_name='送审时间')),
                ('by_name', models.CharField(max_length=60, verbose_name='送审人')),
                ('by_id', models.BigIntegerField(blank=True, null=True, verbose_name='送审人账号')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='plans.annualplan', verbose_name='计划')),
            ],
            options={
                'verbose_name': '计划送审',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PlanAdjustment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几版')),
                ('reason', models.TextField(verbose_name='调整理由')),
                ('made_at', models.DateTimeField(verbose_name='提出时间')),
                ('made_by', models.CharField(max_length=60, verbose_name='提出人')),
                ('amends', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjusted', to='plans.annualplan', verbose_name='调整前的计划')),
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='adjustment', to='plans.annualplan', verbose_name='调整后的计划')),
                ('root', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='plans.annualplan', verbose_name='第一版')),
            ],
            options={
                'verbose_name': '计划调整',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='adjustment_has_reason'), models.CheckConstraint(condition=models.Q(('number__gte', 2)), name='adjustment_from_second')],
            },
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(verbose_name='第几个环节')),
                ('code', models.CharField(max_length=12, verbose_name='环节')),
                ('decision', models.CharField(choices=[('passed', '同意'), ('returned', '退回')], max_length=10, verbose_name='意见')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by_name', models.CharField(max_length=60, verbose_name='办理人')),
                ('by_id', models.BigIntegerField(blank=True, null=True, verbose_name='办理人账号')),
                ('by_role', models.CharField(max_length=60, verbose_name='角色')),
                ('note', models.TextField(blank=True, verbose_name='意见或理由')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='会议日期')),
                ('paper', models.CharField(blank=True, max_length=120, verbose_name='会议纪要编号')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='单位')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='plans.plansubmission', verbose_name='计划送审')),
            ],
            options={
                'verbose_name': '计划审批',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('submission', 'place'), name='plan_stage_decided_once'), models.CheckConstraint(condition=models.Q(('decision', 'passed'), models.Q(('note', ''), _negated=True), _connector='OR'), name='plan_return_has_reason')],
            },
        ),
        migrations.RunPython(*forbid_changes('plans_plansubmission', 'plans_planstep')),
    ]
