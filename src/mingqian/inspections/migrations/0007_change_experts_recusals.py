import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0006_referrals'),
        ('registers', '0003_task_limit'),
    ]

    operations = [
        migrations.AddField(
            model_name='teamchange',
            name='leaver_expert',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.expert', verbose_name='让出的专家'),
        ),
        migrations.AddField(
            model_name='teamchange',
            name='recusal_case',
            field=models.CharField(blank=True, choices=[('1', '（一）本人曾工作过的单位'), ('2', '（二）本人在其中兼职的单位'), ('3', '（三）本人曾管辖过的单位'), ('4', '（四）与本人或亲属有直接利害关系的单位'), ('5', '（五）其他需要回避的情形')], default='', max_length=1, verbose_name='登记的回避情形'),
        ),
    ]
