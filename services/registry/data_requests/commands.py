"""A request is received; it is answered, or refused with a clause."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import insert, update

from services.registry.data_requests.domain import DataRequest, must_be_possible, must_end_so
from services.registry.data_requests.parameters import ANSWER_WITHIN
from services.registry.data_requests.queries import lock_request
from services.registry.data_requests.tables import DATA_REQUEST
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.holding import lock_file
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import DataRequestClosed, DataRequestOpened
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, by whom, since when, and where that stands."""

    kind: str
    asked_by: str
    received_on: date
    document: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request ends: `document` is the paper; `clause` of a refusal alone."""

    outcome: str
    clause: str | None
    document: str


@command
async def open_request(tx: Transaction, veteran_id: UUID, asked: Asked, *, keyring: Keyring) -> UUID:
    """Record it; answers the request's id. Also about somebody deregistered, or erased: there is an answer to that.

    Raises `VeteranNotFound` (also outside the scope), `DataRequestInvalid`, `DateBeforeBirth`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=asked.document)
    row = await lock_file(tx.connection, veteran_id, tx.caller)
    must_be_possible(asked.asked_by, row.state, asked.received_on, today=local_date(tx.now))
    must_follow_birth(row, keyring, received_on=asked.received_on)
    request = DataRequest(
        new_id(),
        veteran_id,
        asked.kind,
        asked.asked_by,
        asked.received_on,
        asked.received_on + ANSWER_WITHIN,
        asked.document,
    )
    by = {"opened_by": tx.caller.account_id, "opened_at": tx.now}
    await tx.connection.execute(insert(DATA_REQUEST).values(**asdict(request), **by))
    event = DataRequestOpened(
        request_id=request.request_id,
        person_id=veteran_id,
        org_path=row.org_path,
        kind=asked.kind,
        received_on=asked.received_on,
        due_on=request.due_on,
    )
    tx.publish(event, sequence=request.version, synthetic=row.synthetic)
    return request.request_id


@command
async def close_request(tx: Transaction, request_id: UUID, answer: Answer) -> None:
    """It is answered today, on paper; what is granted is done by the acts for it, such as a correction or an erasure.

    Raises `DataRequestNotFound` (also outside the scope), `DataRequestClosedBefore`, `DataRequestInvalid`.
    """
    request, row = await lock_request(tx.connection, request_id, tx.caller)
    tx.concerns(f"veteran {request.person_id}", purpose=answer.document)
    request.must_be_open()
    must_end_so(answer.outcome, answer.clause)
    today = local_date(tx.now)
    closed = replace(
        request, version=request.version + 1, outcome=answer.outcome, clause=answer.clause, closed_on=today
    )
    own = update(DATA_REQUEST).where(DATA_REQUEST.c.request_id == request_id)
    by = {"closed_by": tx.caller.account_id, "answer": answer.document}
    await tx.connection.execute(own.values(**asdict(closed), **by))
    event = DataRequestClosed(
        request_id=request_id,
        person_id=request.person_id,
        org_path=row.org_path,
        kind=request.kind,
        outcome=answer.outcome,
        clause=answer.clause,
        closed_on=today,
    )
    tx.publish(event, sequence=closed.version, synthetic=row.synthetic)
