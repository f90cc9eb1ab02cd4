"""A round whose unit moves below another one."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.awards.consumer import AWARDS_FOLLOW
from services.benefits.awards.tables import NOMINATION, SELECTION
from shared.auth.moved import MOVED_UNITS
from tests.benefits.awards.given import Round, given_candidates
from tests.benefits.given import OTHER_ROOM, STATION, given_delivered
from tests.given import CENTRE
from tests.reporting.moves import moved


async def test_nominations_go_with_their_unit_and_the_round_stays(
    selection: Round, benefits_engine: AsyncEngine
) -> None:
    people = await given_candidates(benefits_engine, 2)
    await selection.open()
    await selection.nominate(*people)
    async with benefits_engine.begin() as connection:
        delivered = [given_delivered(moved(OTHER_ROOM, STATION, date(2019, 4, 8)))]
        await MOVED_UNITS.apply(connection, delivered)
        await AWARDS_FOLLOW.apply(connection, delivered)
        rounds = await connection.scalars(select(SELECTION.c.org_path))
        assert list(rounds) == [CENTRE]
        paths = await connection.scalars(select(NOMINATION.c.org_path).order_by(NOMINATION.c.nomination_id))
        assert list(paths)[1] == f"{STATION}.{OTHER_ROOM.rpartition('.')[2]}"
