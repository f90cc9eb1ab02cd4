"""What the API takes and says about a list of Party organisations."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request

from services.registry.network.queries import names_of_units
from services.registry.party.commands import establish_party_organisation
from services.registry.party.domain import PartyKind, PartyOrganisation, PartyOrgCodeTaken
from services.registry.party.parameters import PARTY_KIND
from services.registry.party.queries import find_organisation, judge_mirrors
from services.registry.party.rules import Verdict
from services.registry.party.schemas import PartyOrganisationForm
from services.registry.party_lists.parameters import BEHIND, LAYOUT
from shared.command import Work
from shared.database.driver import autocommitting
from shared.http.dependencies import Reading
from shared.workbooks.lines import Answer, Line, each_by_itself
from shared.workbooks.uploading import BatchView, RowView, lines_in, read_form, uploaded


class PartyRowView(RowView):
    """What became of a row: the organisation is founded, or there already, or why not."""

    party_org_code: str


class PartyBatchView(BatchView):
    """What became of each row, in their order."""

    rows: Sequence[PartyRowView]


async def found_from_workbook(work: Work, request: Request) -> PartyBatchView:
    """Judge each row of a workbook, or found its organisation, branches first. Raises what reading it does."""

    async def found(work: Work, line: Line) -> PartyOrganisation:
        form = read_form(PartyOrganisationForm, LAYOUT.columns, line.said)
        return await establish_party_organisation(work, form.proposal())

    async with uploaded(request) as sent:
        lines = await lines_in(sent.file, LAYOUT)
        dry_run = sent.dry_run
    lines.sort(key=lambda line: line.said.get("kind") != PartyKind.BRANCH)
    answers = await each_by_itself(work, lines, found, dry_run=dry_run)
    answers.sort(key=lambda answer: answer.line.number)
    rows = [await _row(work, each, dry_run=dry_run) for each in answers]
    return PartyBatchView.of(rows, dry_run=dry_run)


async def _row(work: Work, answer: Answer[PartyOrganisation], *, dry_run: bool) -> PartyRowView:
    """One that is there already beside the unit that the row says, is no mistake of the row."""
    said = answer.line.said
    if isinstance(answer.refusal, PartyOrgCodeTaken):
        async with autocommitting(work.engine).connect() as connection:
            there = await find_organisation(connection, said["code"])
        if there is not None and there.dissolved_on is None and there.mirror_of == said["mirror_of"]:
            answer = replace(answer, refusal=None)
            view = PartyRowView.of(answer, dry_run=dry_run, party_org_code=said["code"])
            return view.model_copy(update={"outcome": "present"})
    return PartyRowView.of(answer, dry_run=dry_run, party_org_code=said.get("code", ""))


async def proposed(reading: Reading) -> Sequence[Sequence[str]]:
    """The first columns of a row for each unit of the caller's that has none: a code and a name, both to be changed
    where the county has others."""
    branches, groups = await judge_mirrors(reading.connection, reading.caller)
    found = [*_without(branches, PartyKind.BRANCH), *_without(groups, PartyKind.GROUP)]
    names = await names_of_units(reading.connection, {code for code, _ in found})
    words = {kind: PARTY_KIND[kind].zh for kind in PartyKind}
    return [(f"{code}{BEHIND}", f"{names[code]}{words[kind]}", words[kind], code) for code, kind in found]


def _without(verdict: Verdict, kind: PartyKind) -> list[tuple[str, PartyKind]]:
    return [(code, kind) for code in sorted(verdict.units_without_mirror)]
