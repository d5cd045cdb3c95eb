from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "mingqian.draws"
    label = "draws"
    verbose_name = "摇号"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.draws import desk, event_words, released, states, wording, works  # noqa: F401 -- register themselves
