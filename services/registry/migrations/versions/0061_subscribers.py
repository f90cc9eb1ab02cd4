"""Systems of others may read events: what one person proposed, another confirmed."""

from shared.database.script import execute_script

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    """Nobody could subscribe before."""
    execute_script("""
        CREATE TABLE subscriber (
            subscriber text NOT NULL,
            types text[] NOT NULL,
            until_on date NOT NULL,
            proposal_id uuid NOT NULL,
            revoked_at timestamptz,
            revoked_by uuid,
            password_at timestamptz,
            password_by uuid,
            version integer NOT NULL,
            CONSTRAINT pk_subscriber PRIMARY KEY (subscriber),
            CONSTRAINT ck_subscriber_revoked_at CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
            CONSTRAINT ck_subscriber_password_at CHECK ((password_at IS NULL) = (password_by IS NULL))
        );
        COMMENT ON TABLE subscriber IS 'systems of others that may read events';
        COMMENT ON COLUMN subscriber.subscriber IS 'name of the system';
        COMMENT ON COLUMN subscriber.types IS 'names of event types';
        COMMENT ON COLUMN subscriber.until_on IS 'the last day';
        COMMENT ON COLUMN subscriber.proposal_id IS 'what it rests on';
        COMMENT ON COLUMN subscriber.revoked_at IS 'null: not revoked';
        COMMENT ON COLUMN subscriber.revoked_by IS 'account';
        COMMENT ON COLUMN subscriber.password_at IS 'when a password was last made for it; null: never';
        COMMENT ON COLUMN subscriber.password_by IS 'account';
        COMMENT ON COLUMN subscriber.version IS 'events published about it';

        CREATE TABLE subscription_proposal (
            proposal_id uuid NOT NULL,
            subscriber text NOT NULL,
            types text[] NOT NULL,
            until_on date NOT NULL,
            purpose text NOT NULL,
            legal_basis text NOT NULL,
            proposed_by uuid NOT NULL,
            proposed_at timestamptz NOT NULL,
            outcome text,
            decided_by uuid,
            decided_at timestamptz,
            note text,
            CONSTRAINT pk_subscription_proposal PRIMARY KEY (proposal_id),
            CONSTRAINT ck_subscription_proposal_outcome CHECK (
                (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)
            )
        );
        CREATE INDEX ix_subscription_proposal_subscriber ON subscription_proposal (subscriber);
        CREATE UNIQUE INDEX uq_subscription_proposal_open ON subscription_proposal (subscriber)
        WHERE outcome IS NULL;
        COMMENT ON TABLE subscription_proposal IS
        'what one person proposed that a system of others may read, and how that ended';
        COMMENT ON COLUMN subscription_proposal.subscriber IS 'name of the system';
        COMMENT ON COLUMN subscription_proposal.types IS 'names of event types';
        COMMENT ON COLUMN subscription_proposal.until_on IS 'the last day';
        COMMENT ON COLUMN subscription_proposal.legal_basis IS 'document and article';
        COMMENT ON COLUMN subscription_proposal.proposed_by IS 'account';
        COMMENT ON COLUMN subscription_proposal.outcome IS 'confirmed, refused, withdrawn; null: open';
        COMMENT ON COLUMN subscription_proposal.decided_by IS 'account';
        COMMENT ON COLUMN subscription_proposal.note IS 'why it was refused or withdrawn';
    """)


def downgrade() -> None:
    """The audit still has who was entitled; the broker lets the subscribers in until their users are deleted there."""
    execute_script("DROP TABLE subscription_proposal; DROP TABLE subscriber;")
