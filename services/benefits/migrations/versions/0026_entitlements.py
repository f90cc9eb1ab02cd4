"""Who is paid what, and from when on."""

from shared.database.script import execute_script

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Nobody is yet: an approval makes one from now on."""
    execute_script("""
        CREATE TABLE entitlement (
            entitlement_id uuid NOT NULL CONSTRAINT pk_entitlement PRIMARY KEY,
            application_id uuid NOT NULL,
            person_id uuid NOT NULL,
            programme_code text NOT NULL,
            programme_version integer NOT NULL,
            first_month date NOT NULL,
            last_month date,
            fen bigint,
            data_key bytea,
            facts bytea,
            synthetic boolean NOT NULL,
            version integer NOT NULL,
            CONSTRAINT fk_entitlement_application_id_benefit_application FOREIGN KEY (application_id)
                REFERENCES benefit_application (application_id),
            CONSTRAINT fk_entitlement_programme_code_programme_version FOREIGN KEY (programme_code, programme_version)
                REFERENCES programme_version (programme_code, version),
            CONSTRAINT uq_entitlement_application_id UNIQUE (application_id),
            CONSTRAINT ck_entitlement_months CHECK (
                extract(day FROM first_month) = 1 AND (last_month IS NULL OR extract(day FROM last_month) = 1)
            ),
            CONSTRAINT ck_entitlement_last_month CHECK (last_month >= first_month),
            CONSTRAINT ck_entitlement_fen CHECK (fen > 0),
            CONSTRAINT ck_entitlement_facts CHECK ((data_key IS NULL) = (facts IS NULL))
        );
        CREATE INDEX ix_entitlement_person_id ON entitlement (person_id);
        COMMENT ON TABLE entitlement IS 'who is paid what, and from when on';
        COMMENT ON COLUMN entitlement.application_id IS 'that was approved';
        COMMENT ON COLUMN entitlement.programme_version IS 'by whose terms it is paid';
        COMMENT ON COLUMN entitlement.first_month IS 'first day of the first month that is paid';
        COMMENT ON COLUMN entitlement.last_month IS 'first day of the last month, where an end was decided';
        COMMENT ON COLUMN entitlement.fen IS 'decided, of a programme that says the most it gives';
        COMMENT ON COLUMN entitlement.data_key IS
            'that the facts lie under, wrapped by a master key; null: there are none';
        COMMENT ON COLUMN entitlement.facts IS 'that papers prove and the amount rests on, encrypted';
        COMMENT ON COLUMN entitlement.version IS 'events published about it';

        CREATE TABLE entitlement_suspension (
            entitlement_id uuid NOT NULL,
            first_month date NOT NULL,
            last_month date,
            CONSTRAINT pk_entitlement_suspension PRIMARY KEY (entitlement_id, first_month),
            CONSTRAINT fk_entitlement_suspension_entitlement_id_entitlement FOREIGN KEY (entitlement_id)
                REFERENCES entitlement (entitlement_id),
            CONSTRAINT ck_entitlement_suspension_last_month CHECK (last_month >= first_month)
        );
        CREATE UNIQUE INDEX uq_entitlement_suspension_open ON entitlement_suspension (entitlement_id)
            WHERE last_month IS NULL;
        COMMENT ON TABLE entitlement_suspension IS 'months for which entitlements are not paid';
        COMMENT ON COLUMN entitlement_suspension.first_month IS 'first day of the first month that is not paid';
        COMMENT ON COLUMN entitlement_suspension.last_month IS
            'first day of the last month that is not paid; null: not resumed';

        CREATE TABLE entitlement_act (
            entitlement_id uuid NOT NULL,
            number integer NOT NULL,
            act text NOT NULL,
            month date NOT NULL,
            reason_code text,
            document text NOT NULL,
            done_by uuid NOT NULL,
            done_at timestamptz NOT NULL,
            CONSTRAINT pk_entitlement_act PRIMARY KEY (entitlement_id, number),
            CONSTRAINT fk_entitlement_act_entitlement_id_entitlement FOREIGN KEY (entitlement_id)
                REFERENCES entitlement (entitlement_id),
            CONSTRAINT ck_entitlement_act_act
                CHECK (act IN ('granted', 'suspended', 'resumed', 'ended', 'corrected')),
            CONSTRAINT ck_entitlement_act_reason_code CHECK ((act = 'granted') = (reason_code IS NULL))
        );
        COMMENT ON TABLE entitlement_act IS 'what was done about entitlements, by whom, when and why';
        COMMENT ON COLUMN entitlement_act.number IS 'from 1 on; of the event that tells of it';
        COMMENT ON COLUMN entitlement_act.month IS
            'first day of the month from which on it holds; of an end, the last';
        COMMENT ON COLUMN entitlement_act.reason_code IS 'null: it was granted';
        COMMENT ON COLUMN entitlement_act.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN entitlement_act.done_by IS 'account';

        CREATE TABLE transfer_of_payment (
            person_id uuid NOT NULL,
            sequence bigint NOT NULL,
            direction text NOT NULL,
            month date NOT NULL,
            revoked_by bigint,
            CONSTRAINT pk_transfer_of_payment PRIMARY KEY (person_id, sequence),
            CONSTRAINT ck_transfer_of_payment_direction CHECK (direction IN ('out', 'in'))
        );
        COMMENT ON TABLE transfer_of_payment IS
            'from when on which county pays persons who move; only projection.py writes it';
        COMMENT ON COLUMN transfer_of_payment.sequence IS 'of the event, among those of the person';
        COMMENT ON COLUMN transfer_of_payment.direction IS 'out, in';
        COMMENT ON COLUMN transfer_of_payment.month IS
            'first day of: out, the last month paid here; in, the first one';
        COMMENT ON COLUMN transfer_of_payment.revoked_by IS
            'sequence of the event that says it was wrong; null: it stands';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("""
        DROP TABLE transfer_of_payment;
        DROP TABLE entitlement_act;
        DROP TABLE entitlement_suspension;
        DROP TABLE entitlement;
    """)
