"""What somebody is handed who applied: that it was taken up, what is missing, and what was decided."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.benefits.applications.parameters import REFUSALS, RETURNS
from services.benefits.applications.queries import get_application, list_opinions
from services.benefits.dependencies import ApplicationReading
from services.benefits.directory.queries import names_of_units
from services.benefits.programmes.domain import Version
from services.benefits.programmes.queries import list_versions
from shared.clock import local_date
from shared.language import Named, Text
from shared.letters import Letter, day_in_words
from shared.letters.remedies import AGAINST_A_DECISION


async def letter_of_application(application_id: UUID, reading: ApplicationReading) -> Letter:
    """Of where it stands now. Raises `ApplicationNotFound`."""
    row = await get_application(reading.connection, application_id, reading.caller)
    versions = await list_versions(reading.connection, row.programme_code)
    [programme] = [each for each in versions if each.version == row.programme_version]
    unit = (await names_of_units(reading.connection, [row.org_code])).get(row.org_code, row.org_code)
    opinions = await list_opinions(reading.connection, application_id)
    return _letter(row, programme, unit, opinions[-1] if opinions else None)


def _letter(row: Row[Any], programme: Version, unit: str, last: Row[Any] | None) -> Letter:
    on = row.ended_on or (local_date(last.given_at) if last else row.applied_on)
    said: dict[str, Any] = {"issued_by": unit, "issued_on": on, "about": row.application_id}
    applied = _applied(row.applied_on, programme, row.application_id)
    if row.state == "refused" and last is not None:
        clause = next((rule for rule in programme.rules if rule.code == last.clause), None)
        by = Text(f"{clause.source}：{clause.text}", f"{clause.source}: {clause.text}") if clause else None
        why: Named | None = REFUSALS.get(last.reason_code)
        return Letter(
            title=Text("不予享受决定书", "A benefit is refused"),
            paragraphs=[Text(f"{applied.zh}，经审核不予同意。", f"{applied.en} is refused.")],
            reason=why,
            clause=by,
            note=last.note,
            remedy=AGAINST_A_DECISION,
            **said,
        )
    if row.state == "returned" and last is not None:
        return Letter(
            title=Text("补正材料通知书", "Papers are missing"),
            paragraphs=[Text(f"{applied.zh}，须补正材料。", f"{applied.en} is to be supplemented.")],
            reason=RETURNS.get(last.reason_code),
            note=last.note,
            **said,
        )
    title, end = _SAYS.get(row.state, _SAYS["reviewing"])
    return Letter(title=title, paragraphs=[Text(applied.zh + end.zh, applied.en + end.en)], **said)


_SAYS = {
    "approved": (Text("同意享受通知书", "A benefit is approved"), Text("，经审批同意。", " is approved.")),
    "withdrawn": (
        Text("撤回申请告知书", "An application is withdrawn"),
        Text("，已经撤回。需要时可以重新申请。", " was withdrawn. Another may be made."),
    ),
    "reviewing": (Text("受理告知书", "An application is taken up"), Text("，已经受理。", " is taken up.")),
}


def _applied(on: date, programme: Version, application_id: UUID) -> Text:
    return Text(
        f"您于{day_in_words(on)}申请的“{programme.name}”（申请编号{application_id}）",
        f"Your application of {on} for {programme.name} ({application_id})",
    )
