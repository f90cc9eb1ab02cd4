"""What benefits tells of health checks, training and merchants comes through Kafka into F23 to F26 and F51, and so does
what was wrong."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import apply, listed
from services.benefits.checks import commands as checks
from services.benefits.checks.schemas import HEALTH_CHECKS
from services.benefits.training import commands as training
from services.benefits.training.schemas.enrolments import ENROLMENTS
from services.benefits.visits.schemas.book import VISITS
from services.reporting.consistency.queries import get_tree
from services.reporting.consistency.rules import check
from services.reporting.figures.queries.standing import get_standing
from services.reporting.figures.tables import FIGURE_ENTRY
from shared.entries.commands import revoke_entry, take_step, take_step_back
from shared.entries.schemas import Book
from shared.events.catalogue import origin_of
from shared.outbox.relay import Relay
from tests.benefits.checks.given import RULES, given_category, given_check, given_person
from tests.benefits.entered import merged, run_once
from tests.benefits.given import ROOM
from tests.benefits.merchants.given import given_agreement, given_intention
from tests.benefits.merchants.given import stepping as stepping_agreement
from tests.benefits.programmes.given import given_programme
from tests.benefits.training.given import completed, given_course, given_enrolment
from tests.benefits.visits.given import given_visit
from tests.databases import Databases
from tests.given import CENTRE, given_work
from tests.reporting.consumed import caught_up
from tests.reporting.given import code_of, fold, small_county
from tests.shared.wire import published, records_of, running

MAY, JUNE = date(2019, 5, 6), date(2019, 6, 30)
DOCUMENT = "优待工作方案第1号"
FIGURES = ("F23", "F24", "F25", "F26", "F51")


@pytest.fixture(scope="module")
def own_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker whose topics hold nothing but what this file tells."""
    home = server_home / "from-benefits"
    home.mkdir()
    server = Kafka(home, free_port(), free_port())
    server.start()
    apply(server.broker, listed())
    yield server
    server.kill()


class Flow:
    """From benefits' outbox into reporting's figures."""

    def __init__(self, benefits: AsyncEngine, reporting: AsyncEngine, kafka: Kafka) -> None:
        self.benefits, self.reporting, self.kafka = benefits, reporting, kafka

    async def count(self, as_of: date = JUNE) -> tuple[int, ...]:
        """These figures of the county, once the clock of benefits has struck and all is told and applied."""
        for job in (checks.COUNT_ONCE, training.COUNT_ONCE):
            await run_once(given_work(self.benefits), job)
        relay = Relay(self.benefits, origin=origin_of("benefits"), broker=self.kafka.broker)
        async with running(relay):
            await published(relay)
        await caught_up(self.reporting, self.kafka)
        async with self.reporting.connect() as connection:
            figures = (await get_standing(connection, "411329", as_of)).figures
        return tuple(figures[code].delta for code in FIGURES)

    async def step(self, book: Book, entry: UUID, name: str, **said: str) -> None:
        await take_step(given_work(self.benefits), book.definition, entry, name, on=MAY, document=DOCUMENT, said=said)

    async def back(self, book: Book, entry: UUID) -> None:
        await take_step_back(given_work(self.benefits), book.definition, entry, reason="误录")

    async def revoke(self, book: Book, entry: UUID) -> None:
        await revoke_entry(given_work(self.benefits), book.definition, entry, reason="误录")


async def test_figures_follow_what_benefits_says_and_puts_right(
    reporting_engine: AsyncEngine, databases: Databases, own_kafka: Kafka
) -> None:
    benefits = await databases.emptied("benefits")
    flow = Flow(benefits, reporting_engine, own_kafka)
    await fold(reporting_engine, small_county())
    one, other = await given_person(benefits), await given_person(benefits)
    first, second = [await given_check(benefits, person) for person in (one, other)]
    for each in (first, second):
        await flow.step(HEALTH_CHECKS, each, "completion")
    course = await given_course(benefits)
    trained, retrained = [await given_enrolment(benefits, course, person) for person in (one, other)]
    await completed(benefits, trained)
    await completed(benefits, retrained, certificate_number="2241005678")
    agreement = await given_agreement(benefits)
    intention = await given_intention(benefits, shop="纪和超市", industry="supermarket")
    await flow.step(VISITS, await given_visit(benefits, one, planned_on="2019-01-30", occasion="hardship"), "making")
    assert await flow.count() == (2, 2, 1, 1, 0)
    assert len(await records_of(own_kafka.broker, "benefits.visits")) == 2

    await given_programme(benefits, rules=RULES)
    await given_category(benefits, other, "51", JUNE)
    assert await flow.count() == (2, 2, 1, 1, 1)
    async with reporting_engine.connect() as connection:
        ids = await connection.scalars(select(FIGURE_ENTRY.c.subject).where(FIGURE_ENTRY.c.figure_code == "F51"))
        assert ids.all() == [str(second)]
        tree = await get_tree(connection, CENTRE, JUNE)
    [finding] = [each for each in check(tree) if each.rule.code == "C6"]
    assert (finding.fault.value, finding.fault.units) == ("F51: 1", (code_of(ROOM),))

    await merged(benefits, one, other)
    assert await flow.count() == (1, 1, 1, 1, 1)

    await flow.back(HEALTH_CHECKS, first)  # he was not there
    await flow.back(ENROLMENTS, trained)
    assert await flow.count() == (1, 1, 1, 1, 1)

    await flow.revoke(HEALTH_CHECKS, second)
    await flow.revoke(ENROLMENTS, retrained)
    await stepping_agreement(benefits, agreement, "end", JUNE)
    await stepping_agreement(benefits, intention, "end", JUNE)
    assert await flow.count() == (0, 0, 0, 0, 0)
    assert await flow.count(MAY) == (0, 0, 1, 1, 0)
