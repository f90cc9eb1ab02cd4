"""What somebody is handed whose registration is void, or is so no longer."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.deregistrations.parameters import REASONS, REVOCATION_REASONS
from services.registry.deregistrations.queries import list_deregistrations
from services.registry.network.domain import UnitKind
from services.registry.network.queries import get_name_over
from services.registry.veterans.queries.files import get_place
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, day_in_words, decided, same
from shared.letters.remedies import AGAINST_A_DECISION, AGAINST_WHAT_IS_RECORDED


async def letter_of_deregistration(veteran_id: UUID, deregistration_id: UUID, reading: asked.FileReading) -> Letter:
    """Of the deregistration, or once it is revoked of that. Raises `VeteranNotFound`, `LetterNotFound`."""
    row = decided(await list_deregistrations(reading, veteran_id), deregistration_id=deregistration_id)
    place = await get_place(reading.connection, veteran_id, reading.caller)
    unit = await get_name_over(reading.connection, place, UnitKind.CENTRE)
    file = f"（档案编号{veteran_id}）"
    if row.revoked_at is not None:
        return Letter(
            title=Text("撤销注销登记告知书", "Revocation of a deregistration"),
            paragraphs=[
                Text(
                    f"{day_in_words(local_date(row.recorded_at))}对您的退役军人登记{file}作出的注销已经撤销，登记恢复，自始有效。",
                    f"The deregistration of {local_date(row.recorded_at)} (file {veteran_id}) is revoked; you are "
                    "registered as if it had never been.",
                )
            ],
            issued_by=unit,
            issued_on=local_date(row.revoked_at),
            about=deregistration_id,
            reason=REVOCATION_REASONS[row.revocation_reason],
            clause=same(row.revocation_document),
            remedy=AGAINST_WHAT_IS_RECORDED,
        )
    return Letter(
        title=Text("注销登记决定书", "Deregistration"),
        paragraphs=[
            Text(
                f"您于{day_in_words(row.effective_on)}办理的退役军人登记{file}，经核实不符合登记条件，决定予以注销，自始无效。",
                f"Your registration of {row.effective_on} (file {veteran_id}) does not meet what is asked for, and is "
                "void from the start.",
            )
        ],
        issued_by=unit,
        issued_on=local_date(row.recorded_at),
        about=deregistration_id,
        reason=REASONS[row.reason],
        clause=same(row.document),
        remedy=AGAINST_A_DECISION,
    )
