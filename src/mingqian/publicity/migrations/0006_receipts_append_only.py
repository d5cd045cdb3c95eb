from django.db import migrations

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("publicity", "0005_places_and_reports"), ("audit", "0002_append_only")]
    operations = [migrations.RunPython(*forbid_changes("publicity_placereceipt"))]
