from django.apps import AppConfig


class LiabilityConfig(AppConfig):
    name = "mingqian.liability"
    label = "liability"
    verbose_name = "履职情况"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.inspections import ports as inspections_ports
        from mingqian.liability import cards, event_words, papers, wording  # noqa: F401 -- register themselves
        from mingqian.plans import ports

        ports.CARDS.append(cards.cards_of)
        inspections_ports.PAPERS.append(papers.papers_of)
