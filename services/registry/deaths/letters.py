"""What somebody is handed who was taken for dead."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.deaths.parameters import REASONS
from services.registry.deaths.queries import list_deaths
from services.registry.network.domain import UnitKind
from services.registry.network.queries import get_name_over
from services.registry.veterans.queries.files import get_place
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, LetterNotFound, day_in_words, decided, same
from shared.letters.remedies import AGAINST_WHAT_IS_RECORDED


async def letter_of_revoked_death(veteran_id: UUID, death_id: UUID, reading: asked.FileReading) -> Letter:
    """Raises `VeteranNotFound`, `LetterNotFound`, also for a record that stands."""
    row = decided(await list_deaths(reading, veteran_id), death_id=death_id)
    if row.revoked_at is None:
        raise LetterNotFound
    place = await get_place(reading.connection, veteran_id, reading.caller)
    recorded = local_date(row.recorded_at)
    return Letter(
        title=Text("撤销死亡登记告知书", "Revocation of the record of a death"),
        paragraphs=[
            Text(
                f"{day_in_words(recorded)}对您（档案编号{veteran_id}）所作的死亡登记已经撤销，视为从未登记。",
                f"The record of your death of {recorded} (file {veteran_id}) is revoked, as if it had never been.",
            )
        ],
        issued_by=await get_name_over(reading.connection, place, UnitKind.CENTRE),
        issued_on=local_date(row.revoked_at),
        about=death_id,
        reason=REASONS[row.revocation_reason],
        clause=same(row.revocation_document),
        remedy=AGAINST_WHAT_IS_RECORDED,
    )
