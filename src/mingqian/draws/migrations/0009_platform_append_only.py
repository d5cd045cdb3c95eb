from django.db import migrations

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("draws", "0008_platform_lists"), ("audit", "0002_append_only")]
    operations = [migrations.RunPython(*forbid_changes("draws_platformlist"))]
