from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "mingqian.registers"
    label = "registers"
    verbose_name = "一单两库"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingqian.registers import desk, event_words, wording  # noqa: F401 -- registers themselves
        from mingqian.registers.entries import wording as entry_wording  # noqa: F401
        from mingqian.registers.importing import desk as import_desk  # noqa: F401
        from mingqian.registers.importing import event_words as import_words  # noqa: F401
