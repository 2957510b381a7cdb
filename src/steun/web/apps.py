"""The one Django app of Steun."""

from importlib import import_module

from django.apps import AppConfig


class SteunConfig(AppConfig):
    name = "steun.web"
    label = "steun"
    verbose_name = "Steun"

    def ready(self) -> None:
        """Triggers are installed after every migrate: SQLite loses them whenever Django rebuilds a table."""
        from django.db.models.signals import post_migrate

        from steun.web.kernel import guards

        import_module("steun.web.lives")  # declares every life
        post_migrate.connect(guards.install, sender=self, dispatch_uid="steun.guards")
