from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "mingqian.complaints"
    label = "complaints"
    verbose_name = "投诉举报"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.acts.desk import register_desk, register_search
        from mingqian.complaints import desk, event_words, states, wording  # noqa: F401 -- register themselves

        register_desk(desk.desk_lines)
        register_search(desk.find)
