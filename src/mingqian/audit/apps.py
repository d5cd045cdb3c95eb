from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "mingqian.audit"
    label = "audit"
    verbose_name = "审计"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.acts import trail
        from mingqian.audit import appended, desk, event_words, wording  # noqa: F401 -- register themselves
        from mingqian.audit.chain import append, append_each

        trail.plug(append, append_each, appended.require_sealed)
        appended.listen()
