"""What is owed is a notification request, by the word of the field."""

from alembic import op

revision = "0007"
down_revision = "0006"

# A rename breaks an older worker that still runs; none does before the first release.
UPGRADE = (
    "-- squawk-ignore renaming-table\nALTER TABLE promise RENAME TO notification_request",
    "-- squawk-ignore renaming-column\nALTER TABLE notification_request RENAME COLUMN promised_at TO requested_at",
    "-- squawk-ignore renaming-object\n"
    "ALTER TABLE notification_request RENAME CONSTRAINT pk_promise TO pk_notification_request",
    "-- squawk-ignore renaming-object\n"
    "ALTER TABLE notification_request RENAME CONSTRAINT uq_promise_cause_event_id_template_person_id"
    " TO uq_notification_request_cause_event_id_template_person_id",
    "-- squawk-ignore renaming-object\nALTER INDEX ix_promise_person_id RENAME TO ix_notification_request_person_id",
    "-- squawk-ignore renaming-object\nALTER INDEX ix_promise_org_path RENAME TO ix_notification_request_org_path",
    "UPDATE projected_type SET projection = 'requests' WHERE projection = 'promises'",
)
DOWNGRADE = (
    "UPDATE projected_type SET projection = 'promises' WHERE projection = 'requests'",
    "ALTER INDEX ix_notification_request_org_path RENAME TO ix_promise_org_path",
    "ALTER INDEX ix_notification_request_person_id RENAME TO ix_promise_person_id",
    "ALTER TABLE notification_request RENAME CONSTRAINT uq_notification_request_cause_event_id_template_person_id"
    " TO uq_promise_cause_event_id_template_person_id",
    "ALTER TABLE notification_request RENAME CONSTRAINT pk_notification_request TO pk_promise",
    "ALTER TABLE notification_request RENAME COLUMN requested_at TO promised_at",
    "ALTER TABLE notification_request RENAME TO promise",
)


def upgrade() -> None:
    """The same rows under another name; what the projection has covered stays covered."""
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    """The names of before."""
    for statement in DOWNGRADE:
        op.execute(statement)
