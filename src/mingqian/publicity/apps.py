from typing import Any

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    name = "mingqian.publicity"
    label = "publicity"
    verbose_name = "公示"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.acts.desk import register_desk, register_search
        from mingqian.inspections import ports
        from mingqian.plans import overlay
        from mingqian.publicity import desk, event_words, papers, published, states, wording, works  # noqa: F401 -- register themselves

        overlay.register_published(_items)
        register_desk(desk.desk_lines)
        register_search(desk.find)
        ports.AFTER_DISPATCH.append(_announce)
        ports.PAPERS.append(papers.papers_of)


def _items(agency_id: int) -> list[str]:
    """The codes of the items on the list in force."""
    from mingqian.publicity.actions.lists import current

    found = current("items", "accounts.agency", agency_id)
    return [str(item["code"]) for item in found.content["items"]] if found else []


def _announce(by: Any, campaign: Any) -> None:
    """The task notice goes out with the dispatch. Imported when first needed: starting stays quick."""
    from mingqian.publicity.actions.notice import announce

    announce(by=by, campaign=campaign)
