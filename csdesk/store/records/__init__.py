"""Small SELECTs that return records, or ids of them: one module a noun.

Each takes `execute`, a reader's or a unit of work's, and needs neither SQLModel nor
SQLAlchemy: commands that only read use them too.
"""
