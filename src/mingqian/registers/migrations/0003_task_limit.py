from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0002_search_and_triggers'),
    ]

    operations = [
        migrations.AddField(
            model_name='inspector',
            name='task_limit',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='本人任务上限'),
        ),
    ]
