from django.db import migrations

from mingqian.audit.triggers import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_web_and_merging")]
    operations = [migrations.RunPython(*forbid_changes("complaints_attachment"))]
