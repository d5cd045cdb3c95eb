from django.db import migrations

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("draws", "0003_witnesses_and_proofs"), ("audit", "0002_append_only")]
    operations = [migrations.RunPython(*forbid_changes("draws_logentry"))]
