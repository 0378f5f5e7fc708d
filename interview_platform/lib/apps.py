from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LibConfig(AppConfig):
    name = "interview_platform.lib"
    label = "lib"
    verbose_name = "Infrastructure"

    def ready(self) -> None:
        """Register every app's tasks, so that any process can resolve a task's name."""
        autodiscover_modules("tasks")
