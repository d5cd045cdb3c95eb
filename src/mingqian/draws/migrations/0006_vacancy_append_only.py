from django.db import migrations

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("draws", "0005_vacancy_draws"), ("audit", "0002_append_only")]
    operations = [migrations.RunPython(*forbid_changes("draws_vacancydraw"))]
