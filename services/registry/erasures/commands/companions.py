"""Part of the command that erases a person: whoever is known for his sake alone is forgotten with him."""

from uuid import UUID

from sqlalchemy import select, union

from services.registry.case_parties.queries import WAS_PARTY
from services.registry.case_parties.tables import CASE_PARTY
from services.registry.corrections.commands import forget_facts
from services.registry.erasures.queries import FILES
from services.registry.families.queries.companions import BESIDE
from services.registry.recipients.tables import RECIPIENT
from services.registry.veterans.commands.forgetting import forget_person
from services.registry.veterans.tables import DATA_KEY, PERSON, VETERAN
from shared.command import Transaction


async def forget_companions(tx: Transaction, veteran_id: UUID) -> None:
    """Those of the veteran's relatives and proxies who have no file of their own, are no recipients, no parties to
    cases, and stand beside nobody else who is known. That they did stays."""
    beside = BESIDE.subquery().c
    his = select(beside.person_id).where(beside.veteran_id == veteran_id)
    with_file = FILES.where(VETERAN.c.veteran_id == PERSON.c.person_id).exists()
    # Held against whoever records another relation of theirs, or opens a file.
    held = select(PERSON.c.person_id).where(PERSON.c.person_id.in_(his), ~with_file).order_by(PERSON.c.person_id)
    companions = list((await tx.connection.execute(held.with_for_update())).scalars())
    of_others = (
        select(beside.person_id)
        .join(DATA_KEY, DATA_KEY.c.person_id == beside.veteran_id)
        .where(beside.veteran_id != veteran_id, beside.person_id.in_(companions))
    )
    by_themselves = select(RECIPIENT.c.person_id).where(
        RECIPIENT.c.person_id.in_(companions), RECIPIENT.c.erased_at.is_(None)
    )
    in_cases = select(CASE_PARTY.c.person_id).where(CASE_PARTY.c.person_id.in_(companions), WAS_PARTY)
    kept = set((await tx.connection.execute(union(of_others, by_themselves, in_cases))).scalars())
    for person_id in companions:
        if person_id not in kept:
            await forget_facts(tx, person_id, stays=())
            await forget_person(tx, person_id)
