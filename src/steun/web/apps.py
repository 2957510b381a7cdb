"""The one Django app of Steun."""

from importlib import import_module

from django.apps import AppConfig


class SteunConfig(AppConfig):
    name = "steun.web"
    label = "steun"
    verbose_name = "Steun"

    def ready(self) -> None:
        """Triggers are taken away before something is migrated and installed after every migrate: SQLite loses them
        whenever Django rebuilds a table, and refuses to rebuild one that a trigger elsewhere names."""
        from django.db.models.signals import post_migrate, pre_migrate

        from steun.rules.policy.indication import areas
        from steun.rules.policy.outline import outlined
        from steun.rules.policy.powers import powers
        from steun.web.kernel.life import guards
        from steun.web.people.account import access

        import_module("steun.web.lives")  # declares every life
        for rules in (
            powers,
            outlined,
            areas,
        ):  # refused at the start when something is wrong, as the rest of the rules
            rules()
        access.listen()
        pre_migrate.connect(guards.make_way, sender=self, dispatch_uid="steun.guards")
        post_migrate.connect(guards.install, sender=self, dispatch_uid="steun.guards")
