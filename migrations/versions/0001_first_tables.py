"""First tables."""

from alembic import op

revision = "0001"
down_revision = None

# What SQLite keeps of it, to the letter: tests compare it with the models.
STATEMENTS = (
    """
CREATE TABLE agent (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    active BOOLEAN NOT NULL,
    goodwill_limit INTEGER,
    CONSTRAINT ck_agent_active CHECK (active IN (0, 1)),
    CONSTRAINT ck_agent_goodwill_limit CHECK (goodwill_limit >= 0)
)
""",
    """
CREATE UNIQUE INDEX ux_agent_name_key ON agent (name_key)
""",
    """
CREATE TABLE operation (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    agent VARCHAR NOT NULL,
    verb VARCHAR NOT NULL,
    undoes_id INTEGER,
    CONSTRAINT fk_operation_undoes_id FOREIGN KEY(undoes_id) REFERENCES operation (id)
)
""",
    """
CREATE INDEX ix_operation_undoes_id ON operation (undoes_id) WHERE undoes_id IS NOT NULL
""",
    """
CREATE TABLE setting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    valid_from INTEGER NOT NULL
)
""",
    """
CREATE UNIQUE INDEX ux_setting_key_valid_from ON setting ("key", valid_from)
""",
    """
CREATE TABLE change (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    operation_id INTEGER NOT NULL,
    table_name VARCHAR NOT NULL,
    row_id INTEGER NOT NULL,
    "before" VARCHAR,
    "after" VARCHAR,
    CONSTRAINT ck_change_something CHECK (before IS NOT NULL OR after IS NOT NULL),
    CONSTRAINT fk_change_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id)
)
""",
    """
CREATE INDEX ix_change_operation_id ON change (operation_id)
""",
    """
CREATE INDEX ix_change_table_name_row_id ON change (table_name, row_id)
""",
    """
CREATE TABLE import_run (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    operation_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    mapping VARCHAR NOT NULL,
    rows_read INTEGER NOT NULL,
    added INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    CONSTRAINT ck_import_run_reconciled CHECK (rows_read = added + updated + unchanged + rejected),
    CONSTRAINT fk_import_run_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id)
)
""",
    """
CREATE TABLE customer (
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
    CONSTRAINT ck_customer_do_not_contact CHECK (do_not_contact IN (0, 1)),
    CONSTRAINT fk_customer_import_run_id FOREIGN KEY(import_run_id) REFERENCES import_run (id),
    CONSTRAINT fk_customer_referred_by_id FOREIGN KEY(referred_by_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_customer_email_key ON customer (email_key) WHERE email_key IS NOT NULL
""",
    """
CREATE INDEX ix_customer_import_run_id ON customer (import_run_id) WHERE import_run_id IS NOT NULL
""",
    """
CREATE INDEX ix_customer_name_key ON customer (name_key)
""",
    """
CREATE INDEX ix_customer_phone_key ON customer (phone_key) WHERE phone_key IS NOT NULL
""",
    """
CREATE UNIQUE INDEX ux_customer_source_external_id ON customer (source, external_id) WHERE external_id IS NOT NULL
""",
    """
CREATE TABLE complaint (
    source VARCHAR,
    external_id VARCHAR,
    row_digest INTEGER,
    import_run_id INTEGER,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER,
    channel VARCHAR NOT NULL,
    category VARCHAR,
    severity VARCHAR NOT NULL,
    safety BOOLEAN NOT NULL,
    product VARCHAR,
    order_ref VARCHAR,
    description VARCHAR,
    asked VARCHAR,
    status VARCHAR NOT NULL,
    level INTEGER NOT NULL,
    owner_id INTEGER,
    opened_at INTEGER NOT NULL,
    acknowledged_at INTEGER,
    resolved_at INTEGER,
    resolved BOOLEAN NOT NULL,
    resolution_time_known BOOLEAN NOT NULL,
    outcome VARCHAR,
    upheld VARCHAR,
    decision VARCHAR,
    root_cause VARCHAR,
    corrective_action VARCHAR,
    closed_at INTEGER,
    CONSTRAINT ck_complaint_channel CHECK (channel IN ('phone', 'chat', 'in-person', 'email', 'text', 'social', 'review', 'web', 'letter', 'self-service', 'other')),
    CONSTRAINT ck_complaint_severity CHECK (severity IN ('low', 'normal', 'high', 'critical')),
    CONSTRAINT ck_complaint_status CHECK (status IN ('received', 'acknowledged', 'investigating', 'offered', 'resolved', 'followed-up', 'closed')),
    CONSTRAINT ck_complaint_outcome CHECK (outcome IN ('accepted', 'rejected', 'withdrawn', 'goodwill')),
    CONSTRAINT ck_complaint_upheld CHECK (upheld IN ('yes', 'partly', 'no')),
    CONSTRAINT ck_complaint_safety CHECK (safety IN (0, 1)),
    CONSTRAINT ck_complaint_resolved CHECK (resolved IN (0, 1)),
    CONSTRAINT ck_complaint_resolution_time_known CHECK (resolution_time_known IN (0, 1)),
    CONSTRAINT ck_complaint_level CHECK (level >= 0),
    CONSTRAINT ck_complaint_resolved_once CHECK (resolved = 0 OR resolved_at IS NULL),
    CONSTRAINT ck_complaint_acknowledged_at CHECK (acknowledged_at >= opened_at),
    CONSTRAINT ck_complaint_resolved_at CHECK (resolved_at >= opened_at),
    CONSTRAINT fk_complaint_import_run_id FOREIGN KEY(import_run_id) REFERENCES import_run (id),
    CONSTRAINT fk_complaint_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_complaint_owner_id FOREIGN KEY(owner_id) REFERENCES agent (id)
)
""",
    """
CREATE INDEX ix_complaint_customer_id_opened_at ON complaint (customer_id, opened_at) WHERE customer_id IS NOT NULL
""",
    """
CREATE INDEX ix_complaint_import_run_id ON complaint (import_run_id) WHERE import_run_id IS NOT NULL
""",
    """
CREATE INDEX ix_complaint_opened_at ON complaint (opened_at)
""",
    """
CREATE INDEX ix_complaint_resolved_at ON complaint (resolved_at) WHERE resolved_at IS NOT NULL
""",
    """
CREATE UNIQUE INDEX ux_complaint_source_external_id ON complaint (source, external_id) WHERE external_id IS NOT NULL
""",
    """
CREATE TABLE departure (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL,
    left_at INTEGER NOT NULL,
    reason VARCHAR,
    returned_at INTEGER,
    CONSTRAINT ck_departure_returned_at CHECK (returned_at >= left_at),
    CONSTRAINT fk_departure_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
)
""",
    """
CREATE INDEX ix_departure_customer_id ON departure (customer_id) WHERE customer_id IS NOT NULL
""",
    """
CREATE TABLE complaint_event (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    complaint_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    agent VARCHAR,
    kind VARCHAR NOT NULL,
    from_status VARCHAR,
    to_status VARCHAR,
    text VARCHAR,
    CONSTRAINT ck_complaint_event_kind CHECK (kind IN ('open', 'acknowledge', 'investigate', 'offer', 'resolve', 'followed-up', 'close', 'reopen', 'escalate', 'hold', 'resume', 'note')),
    CONSTRAINT fk_complaint_event_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id)
)
""",
    """
CREATE INDEX ix_complaint_event_complaint_id_at ON complaint_event (complaint_id, at)
""",
    """
CREATE TABLE contact (
    source VARCHAR,
    external_id VARCHAR,
    row_digest INTEGER,
    import_run_id INTEGER,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER,
    agent_id INTEGER,
    channel VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    phase VARCHAR,
    reason VARCHAR,
    category VARCHAR,
    subject VARCHAR,
    notes VARCHAR,
    received_at INTEGER NOT NULL,
    first_response_at INTEGER,
    resolved_at INTEGER,
    resolved BOOLEAN NOT NULL,
    resolution_time_known BOOLEAN NOT NULL,
    abandoned BOOLEAN NOT NULL,
    wait_seconds INTEGER,
    handle_seconds INTEGER,
    agent_replies INTEGER,
    reopens INTEGER,
    avoidable BOOLEAN,
    sentiment VARCHAR,
    complaint_id INTEGER,
    follows_id INTEGER,
    CONSTRAINT ck_contact_channel CHECK (channel IN ('phone', 'chat', 'in-person', 'email', 'text', 'social', 'review', 'web', 'letter', 'self-service', 'other')),
    CONSTRAINT ck_contact_direction CHECK (direction IN ('inbound', 'outbound')),
    CONSTRAINT ck_contact_phase CHECK (phase IN ('pre-sale', 'at-sale', 'after-sale')),
    CONSTRAINT ck_contact_reason CHECK (reason IN ('question', 'order', 'complaint', 'support', 'feedback', 'information', 'cancellation', 'other')),
    CONSTRAINT ck_contact_sentiment CHECK (sentiment IN ('positive', 'neutral', 'negative')),
    CONSTRAINT ck_contact_abandoned CHECK (abandoned IN (0, 1)),
    CONSTRAINT ck_contact_avoidable CHECK (avoidable IN (0, 1)),
    CONSTRAINT ck_contact_resolved CHECK (resolved IN (0, 1)),
    CONSTRAINT ck_contact_resolution_time_known CHECK (resolution_time_known IN (0, 1)),
    CONSTRAINT ck_contact_wait_seconds CHECK (wait_seconds >= 0),
    CONSTRAINT ck_contact_handle_seconds CHECK (handle_seconds >= 0),
    CONSTRAINT ck_contact_agent_replies CHECK (agent_replies >= 0),
    CONSTRAINT ck_contact_reopens CHECK (reopens >= 0),
    CONSTRAINT ck_contact_resolved_once CHECK (resolved = 0 OR resolved_at IS NULL),
    CONSTRAINT ck_contact_first_response_at CHECK (first_response_at >= received_at),
    CONSTRAINT ck_contact_resolved_at CHECK (resolved_at >= received_at),
    CONSTRAINT ck_contact_follows_id CHECK (follows_id <> id),
    CONSTRAINT fk_contact_import_run_id FOREIGN KEY(import_run_id) REFERENCES import_run (id),
    CONSTRAINT fk_contact_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_contact_agent_id FOREIGN KEY(agent_id) REFERENCES agent (id),
    CONSTRAINT fk_contact_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id),
    CONSTRAINT fk_contact_follows_id FOREIGN KEY(follows_id) REFERENCES contact (id)
)
""",
    """
CREATE INDEX ix_contact_complaint_id ON contact (complaint_id) WHERE complaint_id IS NOT NULL
""",
    """
CREATE INDEX ix_contact_customer_id_received_at ON contact (customer_id, received_at) WHERE customer_id IS NOT NULL
""",
    """
CREATE INDEX ix_contact_first_response_at ON contact (first_response_at) WHERE first_response_at IS NOT NULL
""",
    """
CREATE INDEX ix_contact_follows_id ON contact (follows_id) WHERE follows_id IS NOT NULL
""",
    """
CREATE INDEX ix_contact_import_run_id ON contact (import_run_id) WHERE import_run_id IS NOT NULL
""",
    """
CREATE INDEX ix_contact_open ON contact (received_at) WHERE resolved_at IS NULL AND resolved = 0 AND direction = 'inbound' AND abandoned = 0 AND channel <> 'self-service' AND complaint_id IS NULL AND follows_id IS NULL
""",
    """
CREATE INDEX ix_contact_received_at ON contact (received_at)
""",
    """
CREATE INDEX ix_contact_resolved_at ON contact (resolved_at) WHERE resolved_at IS NOT NULL
""",
    """
CREATE INDEX ix_contact_thread ON contact (follows_id) WHERE follows_id IS NOT NULL AND complaint_id IS NULL AND (resolved_at IS NOT NULL OR resolved = 1)
""",
    """
CREATE INDEX ix_contact_unanswered ON contact (received_at) WHERE direction = 'inbound' AND first_response_at IS NULL AND resolved_at IS NULL AND resolved = 0 AND channel NOT IN ('phone', 'chat', 'in-person', 'self-service')
""",
    """
CREATE UNIQUE INDEX ux_contact_source_external_id ON contact (source, external_id) WHERE external_id IS NOT NULL
""",
    """
CREATE TABLE remedy (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    complaint_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    value INTEGER,
    cost INTEGER,
    text VARCHAR,
    offered_at INTEGER,
    granted_at INTEGER,
    CONSTRAINT ck_remedy_kind CHECK (kind IN ('none', 'apology', 'repair', 'replacement', 'refund', 'discount', 'voucher')),
    CONSTRAINT ck_remedy_value CHECK (value >= 0),
    CONSTRAINT ck_remedy_cost CHECK (cost >= 0),
    CONSTRAINT fk_remedy_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id)
)
""",
    """
CREATE INDEX ix_remedy_complaint_id ON remedy (complaint_id)
""",
    """
CREATE INDEX ix_remedy_granted_at ON remedy (granted_at) WHERE granted_at IS NOT NULL
""",
    """
CREATE TABLE pause (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER,
    complaint_id INTEGER,
    since INTEGER NOT NULL,
    until INTEGER,
    reason VARCHAR,
    CONSTRAINT ck_pause_one_case CHECK ((contact_id IS NULL) <> (complaint_id IS NULL)),
    CONSTRAINT ck_pause_until CHECK (until >= since),
    CONSTRAINT fk_pause_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT fk_pause_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id)
)
""",
    """
CREATE INDEX ix_pause_complaint_id ON pause (complaint_id) WHERE complaint_id IS NOT NULL
""",
    """
CREATE INDEX ix_pause_contact_id ON pause (contact_id) WHERE contact_id IS NOT NULL
""",
    """
CREATE TABLE reopening (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER,
    complaint_id INTEGER,
    resolved_at INTEGER,
    time_known BOOLEAN NOT NULL,
    reopened_at INTEGER NOT NULL,
    reason VARCHAR,
    outcome VARCHAR,
    upheld VARCHAR,
    CONSTRAINT ck_reopening_one_case CHECK ((contact_id IS NULL) <> (complaint_id IS NULL)),
    CONSTRAINT ck_reopening_reopened_at CHECK (reopened_at >= resolved_at),
    CONSTRAINT ck_reopening_time_known CHECK (time_known IN (0, 1)),
    CONSTRAINT ck_reopening_outcome CHECK (outcome IN ('accepted', 'rejected', 'withdrawn', 'goodwill')),
    CONSTRAINT ck_reopening_upheld CHECK (upheld IN ('yes', 'partly', 'no')),
    CONSTRAINT fk_reopening_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT fk_reopening_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id)
)
""",
    """
CREATE INDEX ix_reopening_complaint_id ON reopening (complaint_id) WHERE complaint_id IS NOT NULL
""",
    """
CREATE INDEX ix_reopening_contact_id ON reopening (contact_id) WHERE contact_id IS NOT NULL
""",
    """
CREATE INDEX ix_reopening_reopened_at ON reopening (reopened_at)
""",
    """
CREATE INDEX ix_reopening_resolved_at ON reopening (resolved_at) WHERE resolved_at IS NOT NULL
""",
    """
CREATE TABLE survey_answer (
    source VARCHAR,
    external_id VARCHAR,
    row_digest INTEGER,
    import_run_id INTEGER,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR NOT NULL,
    score FLOAT,
    scale_min FLOAT NOT NULL,
    scale_max FLOAT NOT NULL,
    direction VARCHAR,
    comment VARCHAR,
    customer_id INTEGER,
    contact_id INTEGER,
    complaint_id INTEGER,
    asked_at INTEGER,
    answered_at INTEGER,
    CONSTRAINT ck_survey_answer_kind CHECK (kind IN ('nps', 'csat', 'ces')),
    CONSTRAINT ck_survey_answer_direction CHECK (direction IN ('easy', 'effort')),
    CONSTRAINT ck_survey_answer_scale CHECK (scale_min < scale_max),
    CONSTRAINT ck_survey_answer_score CHECK (score BETWEEN scale_min AND scale_max),
    CONSTRAINT ck_survey_answer_nps_scale CHECK (kind <> 'nps' OR (scale_min = 0 AND scale_max = 10)),
    CONSTRAINT ck_survey_answer_ces CHECK ((kind = 'ces') = (direction IS NOT NULL)),
    CONSTRAINT ck_survey_answer_answered CHECK ((score IS NULL) = (answered_at IS NULL)),
    CONSTRAINT ck_survey_answer_dated CHECK (answered_at IS NOT NULL OR asked_at IS NOT NULL),
    CONSTRAINT ck_survey_answer_answered_at CHECK (answered_at >= asked_at),
    CONSTRAINT fk_survey_answer_import_run_id FOREIGN KEY(import_run_id) REFERENCES import_run (id),
    CONSTRAINT fk_survey_answer_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id),
    CONSTRAINT fk_survey_answer_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT fk_survey_answer_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id)
)
""",
    """
CREATE INDEX ix_survey_answer_answered_at ON survey_answer (answered_at) WHERE answered_at IS NOT NULL
""",
    """
CREATE INDEX ix_survey_answer_asked_at ON survey_answer (asked_at) WHERE asked_at IS NOT NULL
""",
    """
CREATE INDEX ix_survey_answer_complaint_id ON survey_answer (complaint_id) WHERE complaint_id IS NOT NULL
""",
    """
CREATE INDEX ix_survey_answer_contact_id ON survey_answer (contact_id) WHERE contact_id IS NOT NULL
""",
    """
CREATE INDEX ix_survey_answer_customer_id ON survey_answer (customer_id) WHERE customer_id IS NOT NULL
""",
    """
CREATE INDEX ix_survey_answer_import_run_id ON survey_answer (import_run_id) WHERE import_run_id IS NOT NULL
""",
    """
CREATE UNIQUE INDEX ux_survey_answer_source_external_id ON survey_answer (source, external_id, kind) WHERE external_id IS NOT NULL
""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
