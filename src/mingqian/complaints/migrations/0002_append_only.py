from django.db import migrations

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunPython(*forbid_changes("complaints_arrangement", "complaints_step")),
    ]
