from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "mingqian.staff"
    label = "staff"
    verbose_name = "办公"
    default_auto_field = "django.db.models.BigAutoField"
