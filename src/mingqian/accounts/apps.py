from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mingqian.accounts"
    label = "accounts"
    verbose_name = "机构与人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.accounts import wording  # noqa: F401 -- registers the words
