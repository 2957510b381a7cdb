"""A database backend that is Django's own, but for the compilers of `kernel.sql`."""
