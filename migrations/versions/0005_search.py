"""Full-text search: its table, the notes of what is stale, the triggers that write them."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    """
CREATE VIRTUAL TABLE search USING fts5(
    title, body, keys, tokenize = 'unicode61 remove_diacritics 2'
)
""",
    """
CREATE TABLE search_due (doc INTEGER NOT NULL)
""",
    """
CREATE TRIGGER search_contact_insert AFTER INSERT ON contact
WHEN NEW.subject IS NOT NULL OR NEW.notes IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 281474976710656);
END
""",
    """
CREATE TRIGGER search_contact_update AFTER UPDATE OF subject, notes ON contact
WHEN OLD.subject IS NOT NEW.subject OR OLD.notes IS NOT NEW.notes
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 281474976710656);
END
""",
    """
CREATE TRIGGER search_contact_delete AFTER DELETE ON contact
WHEN OLD.subject IS NOT NULL OR OLD.notes IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 281474976710656);
END
""",
    """
CREATE TRIGGER search_complaint_insert AFTER INSERT ON complaint
WHEN NEW.description IS NOT NULL OR NEW.decision IS NOT NULL OR NEW.root_cause IS NOT NULL OR NEW.corrective_action IS NOT NULL OR NEW.asked IS NOT NULL OR NEW.product IS NOT NULL OR NEW.order_ref IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 562949953421312);
END
""",
    """
CREATE TRIGGER search_complaint_update AFTER UPDATE OF description, decision, root_cause, corrective_action, asked, product, order_ref ON complaint
WHEN OLD.description IS NOT NEW.description OR OLD.decision IS NOT NEW.decision OR OLD.root_cause IS NOT NEW.root_cause OR OLD.corrective_action IS NOT NEW.corrective_action OR OLD.asked IS NOT NEW.asked OR OLD.product IS NOT NEW.product OR OLD.order_ref IS NOT NEW.order_ref
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 562949953421312);
END
""",
    """
CREATE TRIGGER search_complaint_delete AFTER DELETE ON complaint
WHEN OLD.description IS NOT NULL OR OLD.decision IS NOT NULL OR OLD.root_cause IS NOT NULL OR OLD.corrective_action IS NOT NULL OR OLD.asked IS NOT NULL OR OLD.product IS NOT NULL OR OLD.order_ref IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 562949953421312);
END
""",
    """
CREATE TRIGGER search_complaint_event_insert AFTER INSERT ON complaint_event
WHEN NEW.text IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 844424930131968);
END
""",
    """
CREATE TRIGGER search_complaint_event_update AFTER UPDATE OF text ON complaint_event
WHEN OLD.text IS NOT NEW.text
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 844424930131968);
END
""",
    """
CREATE TRIGGER search_complaint_event_delete AFTER DELETE ON complaint_event
WHEN OLD.text IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 844424930131968);
END
""",
    """
CREATE TRIGGER search_customer_insert AFTER INSERT ON customer
WHEN NEW.name IS NOT NULL OR NEW.company IS NOT NULL OR NEW.email IS NOT NULL OR NEW.phone IS NOT NULL OR NEW.note IS NOT NULL OR NEW.phone_key IS NOT NULL OR NEW.tags IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 1125899906842624);
END
""",
    """
CREATE TRIGGER search_customer_update AFTER UPDATE OF name, company, email, phone, note, phone_key, tags ON customer
WHEN OLD.name IS NOT NEW.name OR OLD.company IS NOT NEW.company OR OLD.email IS NOT NEW.email OR OLD.phone IS NOT NEW.phone OR OLD.note IS NOT NEW.note OR OLD.phone_key IS NOT NEW.phone_key OR OLD.tags IS NOT NEW.tags
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 1125899906842624);
END
""",
    """
CREATE TRIGGER search_customer_delete AFTER DELETE ON customer
WHEN OLD.name IS NOT NULL OR OLD.company IS NOT NULL OR OLD.email IS NOT NULL OR OLD.phone IS NOT NULL OR OLD.note IS NOT NULL OR OLD.phone_key IS NOT NULL OR OLD.tags IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 1125899906842624);
END
""",
    """
CREATE TRIGGER search_survey_answer_insert AFTER INSERT ON survey_answer
WHEN NEW.comment IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 1407374883553280);
END
""",
    """
CREATE TRIGGER search_survey_answer_update AFTER UPDATE OF comment ON survey_answer
WHEN OLD.comment IS NOT NEW.comment
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 1407374883553280);
END
""",
    """
CREATE TRIGGER search_survey_answer_delete AFTER DELETE ON survey_answer
WHEN OLD.comment IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 1407374883553280);
END
""",
    """
CREATE TRIGGER search_follow_up_insert AFTER INSERT ON follow_up
WHEN NEW.text IS NOT NULL OR NEW.outcome IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 1688849860263936);
END
""",
    """
CREATE TRIGGER search_follow_up_update AFTER UPDATE OF text, outcome ON follow_up
WHEN OLD.text IS NOT NEW.text OR OLD.outcome IS NOT NEW.outcome
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 1688849860263936);
END
""",
    """
CREATE TRIGGER search_follow_up_delete AFTER DELETE ON follow_up
WHEN OLD.text IS NOT NULL OR OLD.outcome IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 1688849860263936);
END
""",
    """
CREATE TRIGGER search_article_insert AFTER INSERT ON article
WHEN NEW.title IS NOT NULL OR NEW.body IS NOT NULL OR NEW.tags IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 1970324836974592);
END
""",
    """
CREATE TRIGGER search_article_update AFTER UPDATE OF title, body, tags ON article
WHEN OLD.title IS NOT NEW.title OR OLD.body IS NOT NEW.body OR OLD.tags IS NOT NEW.tags
BEGIN
    INSERT INTO search_due (doc) VALUES (NEW.id | 1970324836974592);
END
""",
    """
CREATE TRIGGER search_article_delete AFTER DELETE ON article
WHEN OLD.title IS NOT NULL OR OLD.body IS NOT NULL OR OLD.tags IS NOT NULL
BEGIN
    INSERT INTO search_due (doc) VALUES (OLD.id | 1970324836974592);
END
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 281474976710656, subject, notes, NULL
FROM contact
WHERE id BETWEEN 1 AND 281474976710655 AND (subject IS NOT NULL OR notes IS NOT NULL)
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 562949953421312, description, coalesce(decision, '') || char(10) || coalesce(root_cause, '') || char(10) || coalesce(corrective_action, '') || char(10) || coalesce(asked, '') || char(10) || coalesce(product, '') || char(10) || coalesce(order_ref, ''), NULL
FROM complaint
WHERE id BETWEEN 1 AND 281474976710655 AND (description IS NOT NULL OR decision IS NOT NULL OR root_cause IS NOT NULL OR corrective_action IS NOT NULL OR asked IS NOT NULL OR product IS NOT NULL OR order_ref IS NOT NULL)
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 844424930131968, text, NULL, NULL
FROM complaint_event
WHERE id BETWEEN 1 AND 281474976710655 AND (text IS NOT NULL)
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 1125899906842624, name, coalesce(company, '') || char(10) || coalesce(email, '') || char(10) || coalesce(phone, '') || char(10) || coalesce(note, ''), coalesce(replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '/', ''), '(', ''), ')', ''), '.', ''), '') || char(10) || coalesce(phone_key, '') || char(10) || coalesce(tags, '')
FROM customer
WHERE id BETWEEN 1 AND 281474976710655 AND (name IS NOT NULL OR company IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL OR note IS NOT NULL OR phone_key IS NOT NULL OR tags IS NOT NULL)
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 1407374883553280, comment, NULL, NULL
FROM survey_answer
WHERE id BETWEEN 1 AND 281474976710655 AND (comment IS NOT NULL)
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 1688849860263936, text, outcome, NULL
FROM follow_up
WHERE id BETWEEN 1 AND 281474976710655 AND (text IS NOT NULL OR outcome IS NOT NULL)
""",
    """
INSERT INTO search (rowid, title, body, keys)
SELECT id | 1970324836974592, title, body, tags
FROM article
WHERE id BETWEEN 1 AND 281474976710655 AND (title IS NOT NULL OR body IS NOT NULL OR tags IS NOT NULL)
""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
