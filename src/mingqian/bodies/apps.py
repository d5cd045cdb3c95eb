from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "mingqian.bodies"
    label = "bodies"
    verbose_name = "组织机构与职责"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.bodies import cards, event_words, wording  # noqa: F401 -- register themselves
        from mingqian.plans import ports

        ports.CARDS.append(cards.cards_of)
