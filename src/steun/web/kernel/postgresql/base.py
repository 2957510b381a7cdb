"""See the package."""

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "steun.web.kernel.sql.postgresql"


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
