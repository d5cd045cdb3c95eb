from django.db import migrations

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial"), ("audit", "0002_append_only")]
    operations = [migrations.RunPython(*forbid_changes("statistics_recordhandover"))]
