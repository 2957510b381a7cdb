"""An index of what occurs inside the words of requests (`ask.request.search.index`): pieces of three characters."""

from django.db import migrations

SQLITE = """
CREATE TABLE steun_words (doc INTEGER PRIMARY KEY, request_id char(32) NOT NULL UNIQUE);
CREATE VIRTUAL TABLE steun_words_index USING fts5(words, tokenize='trigram case_sensitive 1', detail='none');
INSERT INTO steun_words (request_id) SELECT id FROM steun_request;
INSERT INTO steun_words_index (rowid, words)
  SELECT doc, search || ' ' || search_parties FROM steun_words JOIN steun_request ON steun_request.id = request_id
"""
POSTGRESQL = """
CREATE FUNCTION steun_trigrams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT COALESCE(array_agg(DISTINCT piece), '{}') FROM (
    SELECT letter || lead(letter, 1) OVER along || lead(letter, 2) OVER along AS piece
    FROM unnest(string_to_array(words, NULL)) WITH ORDINALITY AS spelled(letter, place)
    WINDOW along AS (ORDER BY place)
  ) AS pieces WHERE piece IS NOT NULL $$;
CREATE TABLE steun_words (
  request_id uuid PRIMARY KEY REFERENCES steun_request (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  pieces text[] NOT NULL);
INSERT INTO steun_words (request_id, pieces)
  SELECT id, steun_trigrams(search || ' ' || search_parties) FROM steun_request;
SET CONSTRAINTS ALL IMMEDIATE;
CREATE INDEX steun_words_pieces ON steun_words USING gin (pieces)
"""


AWAY = {
    "sqlite": ("DROP TABLE steun_words_index", "DROP TABLE steun_words"),
    "postgresql": ("DROP TABLE steun_words", "DROP FUNCTION steun_trigrams(text)"),
}


def make(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements.split(";\n"):
        schema_editor.execute(statement.strip(), params=None)


def take_away(apps, schema_editor):
    for statement in AWAY[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("steun", "0016_sides")]
    operations = [migrations.RunPython(make, take_away)]
