from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "mingqian.inspections"
    label = "inspections"
    verbose_name = "检查"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.acts.desk import register_desk, register_search
        from mingqian.inspections import desk, event_words, joint, recounts, states, wording, works, yearend  # noqa: F401 -- register themselves
        from mingqian.inspections.actions import changes  # noqa: F401 -- registers what waits for a list
        from mingqian.inspections.borne import OUTSIDE_CHECKS
        from mingqian.plans.pool.budget import register_joined, register_outside

        register_joined(joint.counted_already)
        register_outside(OUTSIDE_CHECKS)
        register_desk(desk.desk_lines)
        register_search(desk.find)
