from django.db import migrations

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]
    operations = [
        migrations.RunPython(
            *forbid_changes("inspections_replacement", "inspections_signature", "inspections_archivedpaper")
        )
    ]
