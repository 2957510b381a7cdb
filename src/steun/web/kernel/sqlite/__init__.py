"""Django's SQLite, with writers of one process that take turns."""
