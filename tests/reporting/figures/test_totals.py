"""What figures hold of all days, beside what they hold of each."""

from datetime import date

from sqlalchemy import select, text

from services.reporting import SERVICE
from services.reporting.figures.tables import FIGURE_TOTAL
from shared.database.engine import create_engine
from shared.inbox.coverage import list_missed, register
from shared.inbox.subscription import Subscription
from tests.databases import Databases
from tests.reporting.given import OURS, YANGYING, fold, small_county, veteran_registered

MARCH = date(2019, 3, 1)
SEEN = text("""
    INSERT INTO seen_type ("group", type, topic, partition, "offset", seen_at)
    SELECT DISTINCT "group", type, 'topic', 0, 0, now() FROM projected_type
""")


class TestTheTotalsOfADatabaseOfTheReleaseBefore:
    async def test_are_those_of_its_days_and_are_claimed(self, databases: Databases) -> None:
        settings = await databases.create("reporting_totals", "services.reporting")
        subscription = Subscription(tuple(OURS))
        engine = create_engine(settings.database_url.get_secret_value(), pool_size=2, application_name="tests")
        async with engine.begin() as connection:
            await register(connection, SERVICE.name, subscription)
            await connection.execute(SEEN)
        await fold(engine, [*small_county(), *(veteran_registered(YANGYING, MARCH) for _ in range(3))])
        held = select(FIGURE_TOTAL).order_by(*FIGURE_TOTAL.primary_key)
        async with engine.connect() as connection:
            before = (await connection.execute(held)).all()
        await engine.dispose()  # what was prepared before the tables changed
        await databases.upgrade_again(settings, "services.reporting", "0032")
        async with engine.connect() as connection:
            assert before
            assert (await connection.execute(held)).all() == before
            missed = await list_missed(connection, SERVICE.name, subscription)
            # What a correction of a unit overwrote there is in the log alone.
            assert {(each.projection, each.parts) for each in missed} == {("units", ("hosts",))}
        await engine.dispose()
