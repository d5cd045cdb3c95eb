from django.db import migrations

from mingqian.audit.triggers import forbid_changes
from mingqian.registers import search_tables


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunPython(search_tables.make, search_tables.drop),
        migrations.RunPython(*forbid_changes("registers_revision")),
    ]
