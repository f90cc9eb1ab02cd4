"""Whom registry holds, for our service of figures to compare."""

from services.registry import dependencies as asked
from services.registry.counting.queries import held_persons, published_versions
from services.registry.machines.queries import is_service
from shared.auth.permissions import permission
from shared.digests.held import HeldPerson, UnitDigest
from shared.digests.reading import list_digests, list_held
from shared.digests.schemas import PersonsAsked
from shared.http.dependencies import Reading
from shared.http.problems import problems
from shared.http.refusals import NotAllowed
from shared.http.router import Router

router = Router(prefix="/unit-digests", tags=["comparisons"], responses=problems(401, 403))


@router.get("")
async def list_unit_digests(reading: asked.Comparing) -> list[UnitDigest]:
    """Of each unit a digest of who is registered and living there, on every day · 各机构在册人员摘要"""
    await _must_be_ours(reading)
    return await list_digests(reading.connection, held_persons())


@router.post("/persons")
async def list_held_persons(form: PersonsAsked, reading: asked.Comparing) -> list[HeldPerson]:
    """The ids of a unit whose digest differs, and what is known of some besides · 摘要不一致机构的人员编号"""
    await _must_be_ours(reading)
    return await list_held(
        reading.connection, held_persons(), published_versions(), org_path=form.org_path, person_ids=form.person_ids
    )


async def _must_be_ours(reading: Reading) -> None:
    if not await is_service(reading.connection, reading.caller, permission("veterans.compare").service):
        raise NotAllowed
