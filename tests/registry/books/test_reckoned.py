"""What entries of books add to figures, by registry's tables and by its events, is the same and is what was said."""

import random
from collections import Counter

from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from faults import book_intents
from faults.county import small_county
from faults.material import Intent, Material
from faults.oracle.books import OF_BOOKS, of_books
from faults.oracle.copies import rows
from faults.oracle.facts import Row
from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.given import given_network, published

CENTRE, ROOM = "411329", "411329.411329104.411329104210"


async def of_events(engine: AsyncEngine) -> frozenset[Row]:
    sums: Counter[Row] = Counter()
    for name, _, data in await published(engine):
        for cell, delta in of_books(name, data):
            sums[cell] += delta
    return frozenset((*cell, str(value)) for cell, value in sums.items() if value)


class TestTheEntriesOfTheLoad:
    async def test_are_reckoned_alike_from_tables_and_from_events(
        self, registry_engine: AsyncEngine, postgres: Postgres, client_for: ClientFor
    ) -> None:
        """As the clerks record, correct and revoke them."""
        await given_network(registry_engine)
        clerk = await client_for(Role.CENTRE_STAFF)
        material = Material(small_county(), random.Random(7))
        done: Counter[str] = Counter()

        async def ask(intent: Intent) -> None:
            body = dict(intent.body)
            if "amount_yuan" in body:
                body["org_code"] = "411329104210"  # whichever room of the load it is: this network has that one
            answer = await clerk.post(intent.path, json=body)
            assert answer.is_success, (intent, answer.text)
            intent.learn(answer.json())
            done[intent.event] += 1

        for _ in range(6):
            await ask(book_intents.record_project(material))
            await ask(book_intents.record_meeting(material))
        for _ in range(3):
            await ask(book_intents.correct_project(material))
            await ask(book_intents.correct_meeting(material))
        await ask(book_intents.revoke_project(material))
        await ask(book_intents.revoke_meeting(material))
        told = Counter(name for name, _, _ in await published(registry_engine))
        assert {name: count for name, count in told.items() if name in done} == done
        by_tables = await rows(postgres.admin_url, OF_BOOKS)
        assert by_tables == await of_events(registry_engine)
        assert {path for path, *_ in by_tables} == {CENTRE, ROOM}
        assert {"F09", "F50", "F11"} <= {figure for _, figure, *_ in by_tables}
