"""How questions to the database are written out, for both kinds of database."""
