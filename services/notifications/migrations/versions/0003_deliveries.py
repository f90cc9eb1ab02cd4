"""Messages owed, and what became of them."""

from shared.database.script import execute_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """One message for an event, a template and a person; a reason wherever nothing was sent."""
    execute_script("""
        CREATE TABLE promise (
            notification_id uuid NOT NULL,
            cause_event_id uuid NOT NULL,
            cause_type text NOT NULL,
            template text NOT NULL,
            person_id uuid NOT NULL,
            org_path ltree NOT NULL,
            facts jsonb NOT NULL,
            promised_at timestamptz NOT NULL,
            correlation_id text NOT NULL,
            synthetic boolean NOT NULL,
            CONSTRAINT pk_promise PRIMARY KEY (notification_id),
            CONSTRAINT uq_promise_cause_event_id_template_person_id UNIQUE (cause_event_id, template, person_id)
        );
        COMMENT ON COLUMN promise.notification_id IS 'derived from cause, template and person';
        COMMENT ON COLUMN promise.org_path IS 'whose staff may look it up';
        COMMENT ON COLUMN promise.facts IS 'what fills the template; no personal data';
        CREATE INDEX ix_promise_person_id ON promise (person_id);
        CREATE INDEX ix_promise_org_path ON promise USING gist (org_path);

        CREATE TABLE delivery (
            notification_id uuid NOT NULL,
            state text NOT NULL,
            attempts integer NOT NULL,
            next_attempt_at timestamptz NOT NULL,
            channel text,
            reason text,
            changed_at timestamptz NOT NULL,
            CONSTRAINT pk_delivery PRIMARY KEY (notification_id),
            CONSTRAINT ck_delivery_reason_where_not_sent CHECK (
                (state NOT IN ('failed', 'suppressed') OR reason IS NOT NULL) AND (state <> 'sent' OR reason IS NULL)
            )
        );
        CREATE INDEX ix_delivery_pending ON delivery (next_attempt_at) WHERE state = 'pending';
        CREATE INDEX ix_delivery_sending ON delivery (notification_id) WHERE state = 'sending';
    """)


def downgrade() -> None:
    """No deliveries."""
    execute_script("DROP TABLE delivery; DROP TABLE promise;")
