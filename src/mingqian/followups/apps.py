from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "mingqian.followups"
    label = "followups"
    verbose_name = "后续处理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.acts.desk import register_desk, register_search
        from mingqian.followups import desk, event_words, papers, recounts, states, wording, yearend  # noqa: F401 -- register themselves
        from mingqian.inspections import ports

        register_desk(desk.desk_lines)
        register_search(desk.find)
        ports.PAPERS.append(papers.papers_of)
