"""What is left of somebody who was erased; who let a voucher pass."""

from alembic import op

revision = "0006"
down_revision = "0005"

# A column that refers to a table cannot be added where the models have it: the table of
# vouchers, which is small beside the others, is made anew, with the ids that it gave.
# Foreign keys are off.
STATEMENTS = (
    """
CREATE TABLE erased_key (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    hash VARCHAR NOT NULL,
    CONSTRAINT ck_erased_key_kind CHECK (kind IN ('external_id', 'email', 'phone', 'name')),
    CONSTRAINT fk_erased_key_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_erased_key_customer_id ON erased_key (customer_id) WHERE customer_id IS NOT NULL
""",
    """
CREATE INDEX ix_erased_key_hash ON erased_key (hash)
""",
    """
CREATE TABLE new_voucher (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    code VARCHAR NOT NULL,
    customer_id INTEGER,
    remedy_id INTEGER,
    loyalty_rule_id INTEGER,
    reached VARCHAR,
    value INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER,
    redeemed_at INTEGER,
    approved_by_id INTEGER,
    CONSTRAINT ck_voucher_value CHECK (value > 0),
    CONSTRAINT ck_voucher_expires_at CHECK (expires_at > issued_at),
    CONSTRAINT ck_voucher_redeemed_at CHECK (redeemed_at >= issued_at),
    CONSTRAINT fk_voucher_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_voucher_remedy_id FOREIGN KEY(remedy_id) REFERENCES remedy (id),
    CONSTRAINT fk_voucher_loyalty_rule_id FOREIGN KEY(loyalty_rule_id) REFERENCES loyalty_rule (id),
    CONSTRAINT fk_voucher_approved_by_id FOREIGN KEY(approved_by_id) REFERENCES agent (id)
)
""",
    """
INSERT INTO sqlite_sequence (name, seq)
SELECT 'new_voucher', seq FROM sqlite_sequence WHERE name = 'voucher'
""",
    """
INSERT INTO new_voucher (
    id, code, customer_id, remedy_id, loyalty_rule_id, reached, value, issued_at,
    expires_at, redeemed_at
)
SELECT
    id, code, customer_id, remedy_id, loyalty_rule_id, reached, value, issued_at,
    expires_at, redeemed_at
FROM voucher
""",
    """
DROP TABLE voucher
""",
    """
ALTER TABLE new_voucher RENAME TO voucher
""",
    # Copying no rows leaves a note that no id was given.
    """
DELETE FROM sqlite_sequence WHERE name = 'voucher' AND coalesce(seq, 0) = 0
""",
    """
CREATE INDEX ix_voucher_customer_id ON voucher (customer_id) WHERE customer_id IS NOT NULL
""",
    """
CREATE INDEX ix_voucher_issued_at ON voucher (issued_at)
""",
    """
CREATE INDEX ix_voucher_remedy_id ON voucher (remedy_id) WHERE remedy_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX ux_voucher_code ON voucher (code)
""",
    """
CREATE UNIQUE INDEX ux_voucher_loyalty_rule_id_customer_id_reached ON voucher (loyalty_rule_id, customer_id, reached) WHERE loyalty_rule_id IS NOT NULL
""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
