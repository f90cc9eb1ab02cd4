"""A grant is proposed by one person and confirmed by another."""

from shared.database.script import execute_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Proposals of grants; who opened an account, as far as the audit tells it."""
    execute_script("""
        ALTER TABLE account ADD COLUMN opened_by uuid;
        COMMENT ON COLUMN account.opened_by IS 'the account of who opened it; null: the setup';
        UPDATE account SET opened_by = audit.account_id
        FROM audit WHERE audit.action = 'open-account' AND audit.subject = 'account ' || account.account_id
            AND audit.result = 'done';

        CREATE TABLE grant_proposal (
            grant_id uuid NOT NULL,
            account_id uuid NOT NULL,
            role text NOT NULL,
            org_path ltree NOT NULL,
            ground text NOT NULL,
            purpose text NOT NULL,
            valid_from timestamptz,
            valid_until timestamptz,
            proposed_by uuid NOT NULL,
            proposed_at timestamptz NOT NULL,
            outcome text,
            decided_by uuid,
            decided_at timestamptz,
            reason text,
            CONSTRAINT pk_grant_proposal PRIMARY KEY (grant_id),
            CONSTRAINT fk_grant_proposal_account_id FOREIGN KEY (account_id) REFERENCES account (account_id),
            CONSTRAINT ck_grant_proposal_outcome CHECK (
                (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)
            )
        );
        CREATE UNIQUE INDEX uq_grant_proposal_open ON grant_proposal (account_id, role, org_path)
        WHERE outcome IS NULL;
        COMMENT ON TABLE grant_proposal IS 'grants that wait for a second person, and how that ended';
        COMMENT ON COLUMN grant_proposal.grant_id IS 'of the grant, once it is given';
        COMMENT ON COLUMN grant_proposal.ground IS 'appointment, delegation, emergency';
        COMMENT ON COLUMN grant_proposal.valid_from IS 'null: from its confirmation on';
        COMMENT ON COLUMN grant_proposal.valid_until IS 'holds until just before; null is open';
        COMMENT ON COLUMN grant_proposal.outcome IS 'confirmed, refused, withdrawn; null: open';
        COMMENT ON COLUMN grant_proposal.reason IS 'of a refusal or withdrawal';
    """)


def downgrade() -> None:
    """Grants given by one person."""
    execute_script("DROP TABLE grant_proposal; ALTER TABLE account DROP COLUMN opened_by;")
