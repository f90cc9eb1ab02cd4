"""R9: what is personal in a file reaches neither the bus, nor the audit, nor a log, whatever is done with the person;
and whoever types a number of somebody where people write freely is refused, and not quoted."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.clock import now
from shared.outbox.tables import OUTBOX
from tests.registry.given import given_network
from tests.registry.persons import OTHER_ROOM, ROOM, ZHANG_WEI, given_form, given_number, given_veteran

SON, WIFE = given_number(511, date(1990, 5, 1)), given_number(512, date(1960, 5, 1))
HIS: dict[str, Any] = {
    "mobile": "19900001234",
    "former_name": "张卫国",
    "domicile_address": "七组甲二十一号",
    "employer_name": "第二机械修造厂",
    "bank_account": "6222020200001234567",
    "discharge_certificate": "豫军退字第七七号",
    "merits": "渡江战役三等功",
}
PERSONAL = (*HIS.values(), ZHANG_WEI, WIFE, SON, "19900005678", "张伟", "李梅", "张小军", "1959-02-26", "19590226")
DEED = {"document": "第5号"}
AWAY = {"division": "411321", **DEED}
RELATIVE = {"id_number": WIFE, "name": "李梅", "relation": "spouse", "since": "1985-10-01"}
PROXY = {
    "id_number": SON,
    "name": "张小军",
    "scope": "all-matters",
    "ground": "advanced-age",
    "until": f"{now().year + 1}-04-20",
}
# What is done with him, one after the other: the rest of the address, and what is sent.
LIFE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("corrections/mobile", {"value": "19900005678", **DEED}),
    ("family", {**RELATIVE, **DEED}),
    ("proxies", {**PROXY, **DEED}),
    ("relocations", {"kind": "domicile", "division": OTHER_ROOM, "unit": OTHER_ROOM, "moved_on": "2019-04-02", **DEED}),
    ("transfer-out", AWAY),
    ("transfer-out/completion", {"moved_on": "2019-04-10", **DEED}),
    ("transfer-in", {"moved_on": "2019-04-20", "org_code": ROOM, "domicile_code": ROOM, **AWAY}),
    ("transfers/revocation", {"reason": "wrong-facts", **DEED}),
    ("transfers/revocation", {"reason": "wrong-facts", **DEED}),
    ("disclosures", {"purpose": "case-handling", "reason": "来访核实", "fields": ["id_number", "bank_account"]}),
    ("death", {"died_on": "2019-04-25", "source": "medical-certificate", **DEED}),
    ("death/revocation", {"reason": "another-person", **DEED}),
    ("deregistration", {"reason": "not-a-veteran", **DEED}),
    ("deregistration/revocation", {"reason": "another-person", **DEED}),
)


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, registered_on="2019-03-01", **HIS)


async def travelled(engine: AsyncEngine) -> str:
    """All that leaves the service, and all that its audit keeps."""
    async with engine.connect() as connection:
        told = (await connection.execute(select(OUTBOX.c.headers, OUTBOX.c.payload))).all()
        audited = list(await connection.scalars(text("SELECT audit::text FROM audit")))
    assert len(told) > len(LIFE)
    assert len(audited) > len(LIFE)
    sent = [part.decode(errors="replace") for row in told for part in (row.headers, row.payload)]
    return "\n".join([*sent, *audited])


class TestWhatIsPersonal:
    async def test_stays_in_the_file_through_a_whole_life(
        self,
        centre: httpx2.AsyncClient,
        registry_engine: AsyncEngine,
        veteran: UUID,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        for act, body in LIFE:
            at, freely = f"/veterans/{veteran}/{act}", "reason" if act == "disclosures" else "document"
            for number in (ZHANG_WEI, HIS["bank_account"], HIS["mobile"]):
                refused = await centre.post(at, json={**body, freely: f"见{number}"})
                assert refused.status_code == 422, act
                assert [each["field"] for each in refused.json()["fields"]] == [freely]
                assert number not in refused.text
            done = await centre.post(at, json=body)
            assert done.status_code < 300, (act, done.text)
        for sought in ({"id_number": ZHANG_WEI}, {"name": "张伟"}):
            await centre.post("/veterans/search", json=sought)
        again = await centre.post("/veterans", json=given_form(**HIS))
        assert again.status_code == 409
        everything = await travelled(registry_engine) + capsys.readouterr().out
        assert [each for each in PERSONAL if each in everything] == []
        assert str(veteran) in everything
