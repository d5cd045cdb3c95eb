from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "mingqian.plans"
    label = "plans"
    verbose_name = "计划与任务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.plans import desk, event_words, filing, standing, states, wanted, wording, works  # noqa: F401 -- register themselves
