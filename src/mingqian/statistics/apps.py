from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "mingqian.statistics"
    label = "statistics"
    verbose_name = "统计与通报"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.acts.desk import register_desk
        from mingqian.inspections import ports
        from mingqian.statistics import desk, event_words, papers, states, wording  # noqa: F401 -- register themselves

        register_desk(desk.desk_lines)
        ports.PAPERS.append(papers.papers_of)
