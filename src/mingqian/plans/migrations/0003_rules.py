import django.db.models.deletion
from django.db import migrations, models

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('plans', '0002_append_only'),
        ('audit', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='PackProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pack_id', models.CharField(max_length=40, verbose_name='规则包')),
                ('pack_version', models.CharField(max_length=40, verbose_name='规则包版本')),
                ('pack_digest', models.CharField(max_length=64, verbose_name='规则包摘要')),
                ('layer', models.CharField(choices=[('own', '本单位的文件'), ('superior', '上级的文件'), ('joint', '联合检查的方案'), ('overlay', '国家规定')], max_length=8, verbose_name='层次')),
                ('valid_from', models.DateField(verbose_name='适用起始日')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='适用终止日')),
                ('reason', models.TextField(verbose_name='理由')),
                ('settings', models.JSONField(blank=True, default=dict, verbose_name='拟作的决定')),
                ('proposed_by', models.CharField(max_length=60, verbose_name='提出人')),
                ('proposer_id', models.BigIntegerField(blank=True, null=True, verbose_name='提出人账号')),
                ('proposed_at', models.DateTimeField(verbose_name='提出时间')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency', verbose_name='机构')),
            ],
            options={
                'verbose_name': '规则适用拟议',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ProposalDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('approved', models.BooleanField(verbose_name='批准')),
                ('reason', models.TextField(blank=True, verbose_name='意见')),
                ('decided_by', models.CharField(max_length=60, verbose_name='决定人')),
                ('decided_at', models.DateTimeField(verbose_name='决定时间')),
                ('binding', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='plans.packbinding', verbose_name='适用决定')),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='plans.packproposal', verbose_name='拟议')),
            ],
            options={
                'verbose_name': '拟议的决定',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='WorkdayTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('days', models.JSONField(verbose_name='放假和补班')),
                ('source', models.TextField(blank=True, verbose_name='依据')),
                ('sha256', models.CharField(max_length=64, verbose_name='原件摘要')),
                ('imported_by', models.CharField(max_length=60, verbose_name='导入人')),
                ('imported_at', models.DateTimeField(verbose_name='导入时间')),
            ],
            options={
                'verbose_name': '放假安排',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['year', '-id'], name='workdays_newest')],
            },
        ),
        migrations.CreateModel(
            name='AttachedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pack_id', models.CharField(max_length=40, verbose_name='规则包')),
                ('title', models.CharField(max_length=200, verbose_name='文件名')),
                ('text', models.TextField(verbose_name='全文')),
                ('sha256', models.CharField(max_length=64, verbose_name='原件摘要')),
                ('attached_by', models.CharField(max_length=60, verbose_name='附上的人')),
                ('attached_at', models.DateTimeField(verbose_name='附上时间')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency', verbose_name='机构')),
            ],
            options={
                'verbose_name': '文件原文',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['agency', 'pack_id', '-id'], name='document_newest')],
            },
        ),
        migrations.CreateModel(
            name='CollisionDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, verbose_name='问题')),
                ('digest', models.CharField(max_length=64, verbose_name='各方说法的摘要')),
                ('choice', models.TextField(verbose_name='怎样办')),
                ('reason', models.TextField(verbose_name='理由')),
                ('decided_by', models.CharField(max_length=60, verbose_name='决定人')),
                ('decided_at', models.DateTimeField(verbose_name='决定时间')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency', verbose_name='机构')),
            ],
            options={
                'verbose_name': '冲突的决定',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['agency', 'key', '-id'], name='collision_newest')],
            },
        ),
        migrations.AddIndex(
            model_name='packproposal',
            index=models.Index(fields=['agency', 'pack_id', '-id'], name='proposal_newest'),
        ),
        migrations.RunPython(
            *forbid_changes(
                "plans_packproposal",
                "plans_proposaldecision",
                "plans_workdaytable",
                "plans_attacheddocument",
                "plans_collisiondecision",
            )
        ),
    ]
