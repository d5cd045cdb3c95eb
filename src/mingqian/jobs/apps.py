from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "mingqian.jobs"
    label = "jobs"
    verbose_name = "后台办理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.jobs import desk, event_words, states, wording  # noqa: F401 -- register themselves
