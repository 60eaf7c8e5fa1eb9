"""What is left of somebody who was erased; who let a voucher pass; more to search."""

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
    # Few of these are looked at, of many that there ever were.
    """
CREATE INDEX ix_complaint_open ON complaint (opened_at) WHERE resolved_at IS NULL AND resolved = 0
""",
    """
CREATE INDEX ix_voucher_open ON voucher (expires_at) WHERE redeemed_at IS NULL AND expires_at IS NOT NULL
""",
    # What search looks through from here on, too.
    """
CREATE TRIGGER search_purchase_insert AFTER INSERT ON purchase
WHEN NEW.product IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 2251799813685248);
END
""",
    """
CREATE TRIGGER search_purchase_update AFTER UPDATE OF product ON purchase
WHEN OLD.product IS NOT NEW.product
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 2251799813685248);
END
""",
    """
CREATE TRIGGER search_purchase_delete AFTER DELETE ON purchase
WHEN OLD.product IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 2251799813685248);
END
""",
    """
CREATE TRIGGER search_voucher_insert AFTER INSERT ON voucher
WHEN NEW.code IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 2533274790395904);
END
""",
    """
CREATE TRIGGER search_voucher_update AFTER UPDATE OF code ON voucher
WHEN OLD.code IS NOT NEW.code
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 2533274790395904);
END
""",
    """
CREATE TRIGGER search_voucher_delete AFTER DELETE ON voucher
WHEN OLD.code IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 2533274790395904);
END
""",
    """
CREATE TRIGGER search_pause_insert AFTER INSERT ON pause
WHEN NEW.reason IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 2814749767106560);
END
""",
    """
CREATE TRIGGER search_pause_update AFTER UPDATE OF reason ON pause
WHEN OLD.reason IS NOT NEW.reason
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 2814749767106560);
END
""",
    """
CREATE TRIGGER search_pause_delete AFTER DELETE ON pause
WHEN OLD.reason IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 2814749767106560);
END
""",
    """
CREATE TRIGGER search_reopening_insert AFTER INSERT ON reopening
WHEN NEW.reason IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 3096224743817216);
END
""",
    """
CREATE TRIGGER search_reopening_update AFTER UPDATE OF reason ON reopening
WHEN OLD.reason IS NOT NEW.reason
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 3096224743817216);
END
""",
    """
CREATE TRIGGER search_reopening_delete AFTER DELETE ON reopening
WHEN OLD.reason IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 3096224743817216);
END
""",
    """
CREATE TRIGGER search_departure_insert AFTER INSERT ON departure
WHEN NEW.reason IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 3377699720527872);
END
""",
    """
CREATE TRIGGER search_departure_update AFTER UPDATE OF reason ON departure
WHEN OLD.reason IS NOT NEW.reason
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 3377699720527872);
END
""",
    """
CREATE TRIGGER search_departure_delete AFTER DELETE ON departure
WHEN OLD.reason IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 3377699720527872);
END
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 2251799813685248, product, NULL, NULL
FROM purchase
WHERE id BETWEEN 1 AND 281474976710655 AND (product IS NOT NULL)
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 2533274790395904, code, NULL, replace(code, '-', '')
FROM voucher
WHERE id BETWEEN 1 AND 281474976710655 AND (code IS NOT NULL)
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 2814749767106560, reason, NULL, NULL
FROM pause
WHERE id BETWEEN 1 AND 281474976710655 AND (reason IS NOT NULL)
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 3096224743817216, reason, NULL, NULL
FROM reopening
WHERE id BETWEEN 1 AND 281474976710655 AND (reason IS NOT NULL)
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 3377699720527872, reason, NULL, NULL
FROM departure
WHERE id BETWEEN 1 AND 281474976710655 AND (reason IS NOT NULL)
""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
