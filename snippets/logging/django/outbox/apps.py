from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self):
        from . import joblog  # noqa: F401, it connects to signals
