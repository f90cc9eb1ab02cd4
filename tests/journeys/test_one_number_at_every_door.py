"""T3 and T4: a number is read alike at every door, and a wrong one is let in by none; in fifteen digits, in full width
or with a small x it is still the one person's (R1)."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.clock import now
from tests.registry.given import given_network
from tests.registry.imports.files import given_import, line, verdicts, work_off
from tests.registry.persons import ZHANG_WEI, given_form, given_number, given_veteran

WRONG = {
    "999329195902260010": "checksum",
    "999329195902260102": "checksum",
    "999329190002290133": "date",
    "99932919590226001": "length",
}
HIS = (ZHANG_WEI, "999329590226001", "９９９３２９１９５９０２２６００１２", " 999329195902260012 ")
DEED = {"document": "第5号"}


def doors(veteran: UUID, number: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """By the field that holds it: where it is sent, and what else."""
    until = f"{now().year + 1}-04-20"
    proxy = {"name": "张小军", "scope": "file", "ground": "advanced-age", "until": until, **DEED}
    wife = {"name": "李梅", "relation": "spouse", "since": "1985-10-01", **DEED}
    corrected = {"kind": "id-number", "value": number, "evidence": "identity-card", **DEED}
    return {
        "id_number": ("/veterans", dict(given_form(id_number=number))),
        "id_number of the family": (f"/veterans/{veteran}/family", {"id_number": number, **wife}),
        "id_number of a proxy": (f"/veterans/{veteran}/proxies", {"id_number": number, **proxy}),
        "value": (f"/veterans/{veteran}/identity-corrections", corrected),
        "id_numbers.0": ("/veterans/search-many", {"id_numbers": [number]}),
    }


@pytest.fixture
async def another(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, id_number=given_number(5), registered_on="2019-03-01")


class TestANumber:
    @pytest.mark.parametrize(("number", "code"), WRONG.items())
    async def test_that_is_wrong_is_let_in_nowhere(
        self, registry_engine: AsyncEngine, centre: httpx2.AsyncClient, another: UUID, number: str, code: str
    ) -> None:
        for field, (at, body) in doors(another, number).items():
            refused = await centre.post(at, json=body)
            assert refused.status_code == 422, (at, refused.text)
            assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [(field.split()[0], code)], (
                at
            )
            assert number not in refused.text
        imported = await given_import(registry_engine, [line(number)])
        await work_off(registry_engine)
        [verdict] = await verdicts(registry_engine, imported)
        assert verdict["outcome"] == "rejected"
        assert (await centre.get("/veterans")).json()["items"][1:] == []

    async def test_of_one_person_is_his_however_it_is_written(
        self, registry_engine: AsyncEngine, centre: httpx2.AsyncClient, another: UUID
    ) -> None:
        first = await centre.post("/veterans", json=given_form(id_number=HIS[1]))
        assert first.status_code == 201, first.text
        for number in HIS:
            again = await centre.post("/veterans", json=given_form(id_number=number))
            assert (again.status_code, again.json()["code"]) == (409, "already-registered"), number
            found = await centre.post("/veterans/search", json={"id_number": number})
            assert found.json()["veteran_id"] == first.json()["veteran_id"], number
            listed = await centre.post("/veterans/search-many", json={"id_numbers": [number]})
            assert [each["veteran_id"] for each in listed.json()] == [first.json()["veteran_id"]], number
        imported = await given_import(registry_engine, [line(number) for number in HIS[:2]])
        await work_off(registry_engine)
        assert [each["outcome"] for each in await verdicts(registry_engine, imported)] == ["duplicate", "duplicate"]
        ends_in_x = given_number(7)
        assert ends_in_x.endswith("X")
        await given_veteran(registry_engine, id_number=ends_in_x.lower())
        again = await centre.post("/veterans", json=given_form(id_number=ends_in_x))
        assert again.json()["code"] == "already-registered"
