"""Facts of files over HTTP."""

from services.registry import dependencies as asked
from services.registry.facts.commands import disclose_facts
from services.registry.facts.queries import find_said
from services.registry.facts.schemas import FactsForm, SaidView
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["facts of files"])


@router.post("/facts/disclosures", status_code=201, responses=problems(401, 403))
async def post_fact_disclosures(form: FactsForm, work: asked.FactFetching) -> list[SaidView]:
    """What files say that programmes ask for, for our service of benefits · 优待服务取得认定条件所需的档案信息

    Each file is recorded first, as a disclosure, each time. Persons without a file are left out.
    """
    recorded = await disclose_facts(work, form.person_ids, purpose=form.purpose)
    async with work.engine.connect() as connection:
        found = await find_said(connection, recorded, caller=work.caller)
    return [SaidView.of(each) for each in found]
