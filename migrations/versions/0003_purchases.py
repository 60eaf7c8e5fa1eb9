"""Purchases, as imports bring them."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """
CREATE TABLE purchase (
    source VARCHAR,
    external_id VARCHAR,
    row_digest INTEGER,
    import_run_id INTEGER,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER,
    amount INTEGER NOT NULL,
    product VARCHAR,
    quantity INTEGER,
    paid_at INTEGER,
    at INTEGER NOT NULL,
    CONSTRAINT ck_purchase_amount CHECK (amount >= 0),
    CONSTRAINT ck_purchase_quantity CHECK (quantity >= 0),
    CONSTRAINT fk_purchase_import_run_id FOREIGN KEY(import_run_id) REFERENCES import_run (id),
    CONSTRAINT fk_purchase_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_purchase_at ON purchase (at)
""",
    """
CREATE INDEX ix_purchase_customer_id_at ON purchase (customer_id, at) WHERE customer_id IS NOT NULL
""",
    """
CREATE INDEX ix_purchase_import_run_id ON purchase (import_run_id) WHERE import_run_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX ux_purchase_source_external_id ON purchase (source, external_id) WHERE external_id IS NOT NULL
""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
