"""What is done for the county's veterans.

Rooms, in the order a newcomer reads them:

- `directory`: what benefits keeps of registry's facts, learned from events: veterans, service organisations, mediators.
- `conditions`: facts compared, as data, and what comes of it where not everything is known.
- `programmes`: the county's programmes as versioned data, grouped as four free and two preferential.
- `facts`: what files in registry say that programmes ask for, kept sealed.
- `eligibility`: who is entitled to what: conditions weighed against facts as of a day.
- `amounts`: what is paid, by day.
- `simulations`: what a draft would change, weighed over everybody.
- `payments`: who is paid what for which month.
- `kin`: nobody decides for himself or his kin.
- `payees`: the accounts that persons are paid into, confirmed by a second person.
- `batches`: payments that go out together, and what became of them.
- `overpayments`: what was paid and not due, asked back and recovered.
- `applications`: opinions level by level, publicity, objections, the county's decision.
- `emergency_aid`: paid first after a fire or an accident, the papers follow.
- `publicity`: what is under public notice, for everybody to read.
- `entries`: whose entries in books are: a person's, a unit's, the county's own.
- `merchants`: agreements with merchants, and what they give to whom.
- `checks`: health checks, scheduled, completed or missed, followed up.
- `redemptions`: codes for discounts, what merchants are answered, what was redeemed.
- `training`: providers, courses, who takes part and what became of him.
- `jobs`: employers, their postings, what persons wish, who was hired, and which postings suit whom.
- `visits`: visits to veterans and their families, planned, made or missed.
- `cards`: preferential cards, applied for, at the station, delivered or sent back.
- `plates`: honour plates, one at a household: hung, replaced, withdrawn, restored.
- `merits`: merit bulletins, received, delivered to the family or returned.
- `overdue`: what of books is late, told by the clock.
- `mine`: what a veteran sees of his own matters.
- `awards`: selections such as 最美退役军人.
- `cases`: disputes and their mediation: opened → assigned → resolved, or withdrawn before that.
- `closings`: organisations that are to be closed, of which registry is told what is open there.
"""

from services.benefits import (
    amounts,
    applications,
    awards,
    batches,
    cards,
    cases,
    checks,
    closings,
    conditions,
    directory,
    eligibility,
    emergency_aid,
    entries,
    facts,
    jobs,
    kin,
    merchants,
    merits,
    mine,
    overdue,
    overpayments,
    payees,
    payments,
    plates,
    programmes,
    publicity,
    redemptions,
    simulations,
    training,
    visits,
)
from shared.service.room import Service

SERVICE = Service(
    __name__,
    "Benefits · 优待",
    rooms=(
        directory.ROOM,
        conditions.ROOM,
        programmes.ROOM,
        facts.ROOM,
        eligibility.ROOM,
        amounts.ROOM,
        simulations.ROOM,
        payments.ROOM,
        kin.ROOM,
        payees.ROOM,
        batches.ROOM,
        overpayments.ROOM,
        applications.ROOM,
        emergency_aid.ROOM,
        publicity.ROOM,
        entries.ROOM,
        merchants.ROOM,
        redemptions.ROOM,
        checks.ROOM,
        training.ROOM,
        jobs.ROOM,
        visits.ROOM,
        cards.ROOM,
        plates.ROOM,
        merits.ROOM,
        overdue.ROOM,
        mine.ROOM,
        awards.ROOM,
        cases.ROOM,
        closings.ROOM,
    ),
)
