from django.db import migrations

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(*forbid_changes("audit_event", "audit_seal"))]
