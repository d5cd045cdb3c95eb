from django.apps import AppConfig


class CrossingConfig(AppConfig):
    name = "mingqian.crossing"
    label = "crossing"
    verbose_name = "跨区域执法"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.acts.desk import register_desk
        from mingqian.crossing import cards, desk, event_words, gate, wording  # noqa: F401 -- register themselves
        from mingqian.plans import ports

        ports.BEFORE_CONFIRM.append(gate.require_ready)
        ports.CARDS.append(cards.cards_of)
        register_desk(desk.desk_lines)
