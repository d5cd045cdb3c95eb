from django.db import migrations

from mingqian.audit.triggers import forbid_changes
from mingqian.publicity.published import fix_published, refuse_to_unfix


class Migration(migrations.Migration):
    dependencies = [("publicity", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunPython(*forbid_changes("publicity_publishedline")),
        migrations.RunPython(fix_published, refuse_to_unfix),
    ]
