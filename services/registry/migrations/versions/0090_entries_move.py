"""Entries of books move with their unit, and their tables say so; a unit is split, not divided."""

from shared.database.script import execute_script

revision = "0090"
down_revision = "0089"

BOOKS = (
    *("county_body", "county_body_member", "governance_meeting", "meeting_decision", "onsite_session", "session_issue"),
    *("study_visit", "staff_post", "responsible_person", "facility", "functional_room", "capital_project"),
    *("venue_upgrade", "plaque", "record_book", "five_haves", "unified_standard", "work_track", "fund"),
)


def upgrade() -> None:
    """Words alone."""
    _say("of the unit, and follows it when it moves", "split")


def downgrade() -> None:
    """The words of before."""
    _say("where the unit stood when it was recorded", "divided")


def _say(path: str, parted: str) -> None:
    said = f"where it was counted before, path and first day elsewhere: units that were merged or {parted}"
    execute_script(f"COMMENT ON COLUMN party_application.earlier IS '{said}';")
    execute_script("".join(f"COMMENT ON COLUMN {book}.org_path IS '{path}';" for book in BOOKS))
