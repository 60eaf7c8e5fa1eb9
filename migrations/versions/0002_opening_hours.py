"""Opening hours, and business time beside elapsed time."""

from alembic import op

revision = "0002"
down_revision = "0001"

# ADD COLUMN rewrites no row: what it adds stands after the last column, its CHECK
# beside it, which is where the models have them too.
STATEMENTS = (
    """
CREATE TABLE opening_interval (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    weekday INTEGER NOT NULL,
    opens INTEGER,
    closes INTEGER,
    valid_from VARCHAR NOT NULL,
    CONSTRAINT ck_opening_interval_weekday CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT ck_opening_interval_closed CHECK ((opens IS NULL) = (closes IS NULL)),
    CONSTRAINT ck_opening_interval_interval CHECK (opens >= 0 AND opens < closes AND closes <= 86400),
    CONSTRAINT ck_opening_interval_valid_from CHECK (valid_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
)
""",
    """
CREATE UNIQUE INDEX ux_opening_interval_weekday_valid_from_opens ON opening_interval (weekday, valid_from, opens)
""",
    """
CREATE TABLE closed_day (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    day VARCHAR NOT NULL,
    opens INTEGER,
    closes INTEGER,
    name VARCHAR,
    country VARCHAR,
    CONSTRAINT ck_closed_day_closed CHECK ((opens IS NULL) = (closes IS NULL)),
    CONSTRAINT ck_closed_day_interval CHECK (opens >= 0 AND opens < closes AND closes <= 86400),
    CONSTRAINT ck_closed_day_day CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
)
""",
    """
CREATE INDEX ix_closed_day_day ON closed_day (day)
""",
    """
ALTER TABLE contact ADD COLUMN response_business_seconds INTEGER CONSTRAINT ck_contact_response_business_seconds CHECK (response_business_seconds >= 0)
""",
    """
ALTER TABLE contact ADD COLUMN resolution_business_seconds INTEGER CONSTRAINT ck_contact_resolution_business_seconds CHECK (resolution_business_seconds >= 0)
""",
    """
ALTER TABLE complaint ADD COLUMN resolution_business_seconds INTEGER CONSTRAINT ck_complaint_resolution_business_seconds CHECK (resolution_business_seconds >= 0)
""",
    """
ALTER TABLE reopening ADD COLUMN resolution_business_seconds INTEGER CONSTRAINT ck_reopening_resolution_business_seconds CHECK (resolution_business_seconds >= 0)
""",
    """
CREATE INDEX ix_operation_at ON operation (at)
""",
    """
CREATE INDEX ix_customer_since ON customer (since)
""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
