from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Keep the audit trail for every app."""
        from accounts.services.audit import keep
        from interview_platform.lib import audit

        audit.register_writer(keep)
