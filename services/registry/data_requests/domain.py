"""When a request is due, who may make one, and how it may end (pure)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.data_requests.parameters import NEXT_OF_KIN, PERSON, REFUSED
from services.registry.veterans.domain.standing import FileState
from shared.refusal import Conflict, FieldFault, Invalid, NotFound


class DataRequestNotFound(NotFound):
    """No request has this id, or none that the caller may know of."""

    code = "data-request-not-found"
    zh = "没有这项个人信息权利请求。"
    en = "There is no such request."


class DataRequestInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "data-request-invalid"
    zh = "不能登记，原因见各字段。"
    en = "It cannot be recorded; the fields tell why."


class DataRequestClosedBefore(Conflict):
    """It has an answer."""

    code = "data-request-closed"
    zh = "该项请求已办结。"
    en = "The request is closed already."


@dataclass(frozen=True, slots=True)
class DataRequest:
    """A request; `outcome` None: it waits for an answer. `version` counts the events published about it."""

    request_id: UUID
    person_id: UUID
    kind: str
    asked_by: str
    received_on: date
    due_on: date
    document: str
    version: int = 1
    outcome: str | None = None
    clause: str | None = None
    closed_on: date | None = None

    def must_be_open(self) -> None:
        """Raises `DataRequestClosedBefore`."""
        if self.outcome is not None:
            raise DataRequestClosedBefore


def must_be_possible(asked_by: str, state: str, received_on: date, *, today: date) -> None:
    """The dead ask nothing, and kin ask for the dead alone (PIPL 49). Raises `DataRequestInvalid`."""
    faults = []
    if received_on > today:
        faults.append(FieldFault("received_on", "in-future", "日期晚于今天。", "The date lies in the future."))
    if asked_by == PERSON and state == FileState.DECEASED:
        faults.append(
            FieldFault("asked_by", "deceased", "该人员已登记死亡。", "The person is recorded as deceased.")
        )  # fmt: skip
    if asked_by == NEXT_OF_KIN and state != FileState.DECEASED:
        faults.append(
            FieldFault("asked_by", "living", "该人员未登记死亡。", "The person is not recorded as deceased.")
        )  # fmt: skip
    if faults:
        raise DataRequestInvalid(fields=faults)


def must_end_so(outcome: str, clause: str | None) -> None:
    """A refusal has a clause, nothing else has one (PIPL 50). Raises `DataRequestInvalid`."""
    if (outcome == REFUSED) == (clause is not None):
        return
    wanted = outcome == REFUSED
    fault = FieldFault(
        "clause",
        "clause-missing" if wanted else "clause-needless",
        "不予办理的，必须注明依据。" if wanted else "只有不予办理的才注明依据。",
        "A refusal names its clause." if wanted else "Only a refusal names a clause.",
    )
    raise DataRequestInvalid(fields=[fault])
