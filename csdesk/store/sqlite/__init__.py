"""SQLite: the schema, migrations, the write lock and errors of the engine."""
