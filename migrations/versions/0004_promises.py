"""Targets, deadlines, follow-ups, evidence, vouchers, articles; customers merged."""

from alembic import op

revision = "0004"
down_revision = "0003"

# A column that refers to a table cannot be added where the models have it: the table of
# customers, which is small beside the others, is made anew, with the ids
# that it gave. Foreign keys are off.
CUSTOMERS = (
    """
CREATE TABLE new_customer (
    source VARCHAR,
    external_id VARCHAR,
    row_digest INTEGER,
    import_run_id INTEGER,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    email VARCHAR,
    email_key VARCHAR,
    phone VARCHAR,
    phone_key VARCHAR,
    company VARCHAR,
    tier VARCHAR,
    tags VARCHAR,
    note VARCHAR,
    since INTEGER,
    referred_by_id INTEGER,
    do_not_contact BOOLEAN NOT NULL,
    merged_into_id INTEGER,
    erased_at INTEGER,
    CONSTRAINT ck_customer_do_not_contact CHECK (do_not_contact IN (0, 1)),
    CONSTRAINT ck_customer_merged_into_id CHECK (merged_into_id <> id),
    CONSTRAINT fk_customer_import_run_id FOREIGN KEY(import_run_id) REFERENCES import_run (id),
    CONSTRAINT fk_customer_referred_by_id FOREIGN KEY(referred_by_id) REFERENCES customer (id),
    CONSTRAINT fk_customer_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES customer (id)
)
""",
    """
INSERT INTO sqlite_sequence (name, seq)
SELECT 'new_customer', seq FROM sqlite_sequence WHERE name = 'customer'
""",
    """
INSERT INTO new_customer (
    source, external_id, row_digest, import_run_id, id, name, name_key, email,
    email_key, phone, phone_key, company, tier, tags, note, since, referred_by_id,
    do_not_contact
)
SELECT
    source, external_id, row_digest, import_run_id, id, name, name_key, email,
    email_key, phone, phone_key, company, tier, tags, note, since, referred_by_id,
    do_not_contact
FROM customer
""",
    """
DROP TABLE customer
""",
    """
ALTER TABLE new_customer RENAME TO customer
""",
    """
CREATE INDEX ix_customer_email_key ON customer (email_key) WHERE email_key IS NOT NULL
""",
    """
CREATE INDEX ix_customer_import_run_id ON customer (import_run_id) WHERE import_run_id IS NOT NULL
""",
    """
CREATE INDEX ix_customer_merged_into_id ON customer (merged_into_id) WHERE merged_into_id IS NOT NULL
""",
    """
CREATE INDEX ix_customer_name_key ON customer (name_key)
""",
    """
CREATE INDEX ix_customer_phone_key ON customer (phone_key) WHERE phone_key IS NOT NULL
""",
    """
CREATE INDEX ix_customer_referred_by_id ON customer (referred_by_id) WHERE referred_by_id IS NOT NULL
""",
    """
CREATE INDEX ix_customer_since ON customer (since)
""",
    """
CREATE UNIQUE INDEX ux_customer_source_external_id ON customer (source, external_id) WHERE external_id IS NOT NULL
""",
)
STATEMENTS = (
    """
CREATE TABLE service_target (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    what VARCHAR NOT NULL,
    seconds INTEGER,
    clock VARCHAR NOT NULL,
    tier VARCHAR,
    channel VARCHAR,
    severity VARCHAR,
    valid_from INTEGER NOT NULL,
    CONSTRAINT ck_service_target_what CHECK (what IN ('response', 'resolution')),
    CONSTRAINT ck_service_target_clock CHECK (clock IN ('business', 'elapsed')),
    CONSTRAINT ck_service_target_channel CHECK (channel IN ('phone', 'chat', 'in-person', 'email', 'text', 'social', 'review', 'web', 'letter', 'self-service', 'other')),
    CONSTRAINT ck_service_target_severity CHECK (severity IN ('low', 'normal', 'high', 'critical')),
    CONSTRAINT ck_service_target_seconds CHECK (seconds > 0)
)
""",
    """
CREATE INDEX ix_service_target_valid_from ON service_target (valid_from)
""",
    """
CREATE TABLE follow_up (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER,
    contact_id INTEGER,
    complaint_id INTEGER,
    kind VARCHAR NOT NULL,
    text VARCHAR,
    promised_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    done_at INTEGER,
    outcome VARCHAR,
    every VARCHAR,
    CONSTRAINT ck_follow_up_kind CHECK (kind IN ('call-back', 'courtesy-call', 'apology', 'reminder', 'win-back')),
    CONSTRAINT ck_follow_up_every CHECK (every IN ('day', 'week', 'month', 'year')),
    CONSTRAINT fk_follow_up_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_follow_up_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT fk_follow_up_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id)
)
""",
    """
CREATE INDEX ix_follow_up_complaint_id ON follow_up (complaint_id) WHERE complaint_id IS NOT NULL
""",
    """
CREATE INDEX ix_follow_up_contact_id ON follow_up (contact_id) WHERE contact_id IS NOT NULL
""",
    """
CREATE INDEX ix_follow_up_customer_id ON follow_up (customer_id) WHERE customer_id IS NOT NULL
""",
    """
CREATE INDEX ix_follow_up_done_at ON follow_up (done_at) WHERE done_at IS NOT NULL
""",
    """
CREATE INDEX ix_follow_up_open ON follow_up (due_at) WHERE done_at IS NULL
""",
    """
CREATE INDEX ix_follow_up_promised_at ON follow_up (promised_at)
""",
    """
CREATE TABLE attachment (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER,
    complaint_id INTEGER,
    at INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    content VARCHAR NOT NULL,
    CONSTRAINT ck_attachment_one_case CHECK ((contact_id IS NULL) <> (complaint_id IS NULL)),
    CONSTRAINT ck_attachment_size CHECK (size >= 0),
    CONSTRAINT fk_attachment_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT fk_attachment_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id)
)
""",
    """
CREATE INDEX ix_attachment_complaint_id ON attachment (complaint_id) WHERE complaint_id IS NOT NULL
""",
    """
CREATE INDEX ix_attachment_contact_id ON attachment (contact_id) WHERE contact_id IS NOT NULL
""",
    """
CREATE TABLE loyalty_rule (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    reaches INTEGER NOT NULL,
    voucher INTEGER NOT NULL,
    expires_days INTEGER,
    valid_from INTEGER NOT NULL,
    CONSTRAINT ck_loyalty_rule_basis CHECK (basis IN ('visits', 'amount', 'quantity', 'prompt', 'years')),
    CONSTRAINT ck_loyalty_rule_reaches CHECK (reaches > 0),
    CONSTRAINT ck_loyalty_rule_voucher CHECK (voucher >= 0),
    CONSTRAINT ck_loyalty_rule_expires_days CHECK (expires_days >= 0)
)
""",
    """
CREATE UNIQUE INDEX ux_loyalty_rule_name_key ON loyalty_rule (name_key)
""",
    """
CREATE TABLE voucher (
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
    CONSTRAINT ck_voucher_value CHECK (value > 0),
    CONSTRAINT ck_voucher_expires_at CHECK (expires_at > issued_at),
    CONSTRAINT ck_voucher_redeemed_at CHECK (redeemed_at >= issued_at),
    CONSTRAINT fk_voucher_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_voucher_remedy_id FOREIGN KEY(remedy_id) REFERENCES remedy (id),
    CONSTRAINT fk_voucher_loyalty_rule_id FOREIGN KEY(loyalty_rule_id) REFERENCES loyalty_rule (id)
)
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
    """
CREATE TABLE article (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    title VARCHAR NOT NULL,
    title_key VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    tags VARCHAR,
    written_at INTEGER NOT NULL,
    edited_at INTEGER NOT NULL
)
""",
    """
CREATE INDEX ix_article_title_key ON article (title_key)
""",
    """
CREATE TABLE article_use (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL,
    contact_id INTEGER,
    at INTEGER NOT NULL,
    CONSTRAINT fk_article_use_article_id FOREIGN KEY(article_id) REFERENCES article (id),
    CONSTRAINT fk_article_use_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id)
)
""",
    """
CREATE INDEX ix_article_use_article_id ON article_use (article_id) WHERE article_id IS NOT NULL
""",
    """
CREATE INDEX ix_article_use_at ON article_use (at)
""",
    """
CREATE INDEX ix_article_use_contact_id ON article_use (contact_id) WHERE contact_id IS NOT NULL
""",
    """
ALTER TABLE contact ADD COLUMN response_due_at INTEGER
""",
    """
ALTER TABLE contact ADD COLUMN response_target VARCHAR
""",
    """
ALTER TABLE contact ADD COLUMN resolution_due_at INTEGER
""",
    """
ALTER TABLE contact ADD COLUMN resolution_target VARCHAR
""",
    """
ALTER TABLE complaint ADD COLUMN policy VARCHAR CONSTRAINT ck_complaint_policy CHECK (policy IN ('small-shop', 'iso10002', 'uk-disp'))
""",
    """
ALTER TABLE complaint ADD COLUMN acknowledge_due_at INTEGER
""",
    """
ALTER TABLE complaint ADD COLUMN resolution_due_at INTEGER
""",
    """
ALTER TABLE complaint ADD COLUMN resolution_target VARCHAR
""",
    """
ALTER TABLE complaint ADD COLUMN public_at INTEGER
""",
    """
ALTER TABLE complaint ADD COLUMN moved_private_at INTEGER
""",
    """
ALTER TABLE complaint ADD COLUMN corrective_at INTEGER
""",
    """
UPDATE complaint SET corrective_at = resolved_at WHERE corrective_action IS NOT NULL
""",
    """
CREATE INDEX ix_contact_resolution_due_at ON contact (resolution_due_at) WHERE resolution_due_at IS NOT NULL
""",
    """
CREATE INDEX ix_contact_response_due_at ON contact (response_due_at) WHERE response_due_at IS NOT NULL
""",
    """
CREATE INDEX ix_complaint_acknowledge_due_at ON complaint (acknowledge_due_at) WHERE acknowledge_due_at IS NOT NULL
""",
    """
CREATE INDEX ix_complaint_resolution_due_at ON complaint (resolution_due_at) WHERE resolution_due_at IS NOT NULL
""",
)


def upgrade() -> None:
    for statement in CUSTOMERS + STATEMENTS:
        op.execute(statement)
