"""A recipient: who is responsible, until when (pure)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.network.domain import OrgUnit
from services.registry.recipients.parameters import DECEASED, IN_ERROR, STATE_AFTER
from services.registry.veterans.domain.standing import FileState, must_be_living
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale


class RecipientNotFound(NotFound):
    """Nobody is a recipient under this id, or nobody whom the caller may know of."""

    code = "recipient-not-found"
    zh = "没有这名优抚对象的登记。"
    en = "No such recipient is recorded."


class RecipientChanged(Stale):
    """Somebody recorded something of him after it was shown."""

    code = "recipient-changed"
    zh = "该优抚对象的登记在您填写期间已被他人变更，请核对最新情况后再提交。"
    en = "Somebody changed the record meanwhile. Look at how it stands now, then send it again."


class RecipientKnown(Conflict):
    """R1: one person, one number."""

    code = "recipient-known"
    zh = "不能登记，因为该身份证号已登记为优抚对象。"
    en = "Somebody with this number is recorded as a recipient already."


class PersonHasFile(Conflict):
    """Who is a veteran applies with his file."""

    code = "person-has-file"
    zh = "不能登记，因为该身份证号已有退役军人档案，请在档案中申请认定类别。"
    en = "Somebody with this number has a veteran's file: apply with that."


class RecipientNotEnded(Conflict):
    """Nothing to revoke."""

    code = "recipient-not-ended"
    zh = "该优抚对象的登记没有终止，无需撤销。"
    en = "The record has not ended."


class NumberIsAnothers(Conflict):
    """R1: the number was free since the record ended as an error, and somebody else has it."""

    code = "number-is-anothers"
    zh = "不能撤销终止登记，因为该身份证号在终止后已登记为他人。"
    en = "The end cannot be revoked: the identity number was recorded for somebody else since."


class RecipientStays(Conflict):
    """The unit is the one that is responsible."""

    code = "recipient-stays"
    zh = "与现在的负责机构相同，无需变更。"
    en = "That unit is responsible already."


class RecipientInvalid(Invalid):
    """`fields` names every fault."""

    code = "recipient-invalid"
    zh = "填写有误，原因见各字段。"
    en = "Something is filled in wrongly; the fields tell what."


@dataclass(frozen=True, slots=True)
class Recipient:
    """As it is believed now; a row of `recipient`. `version` counts the events published about it."""

    person_id: UUID
    org_code: str
    org_path: str
    since: date
    document: str
    state: FileState = FileState.REGISTERED
    version: int = 1
    ended_on: date | None = None
    reason: str | None = None

    def must_stand(self, version: int | None) -> None:
        """Raises `RecipientChanged`."""
        if version not in {None, self.version}:
            raise RecipientChanged

    def recorded_anew(self, unit: OrgUnit, document: str, *, today: date, was_erased: bool) -> "Recipient":
        """Who came back, or was struck off in error. Raises `RecipientKnown`: is one, or has died: that is revoked
        where it is wrong, unless nothing is left to revoke since it was erased."""
        if self.state is FileState.REGISTERED or (self.state is FileState.DECEASED and not was_erased):
            raise RecipientKnown
        return Recipient(self.person_id, unit.org_code, unit.org_path, today, document, version=self.version + 1)

    def moved(self, unit: OrgUnit, on: date, document: str, *, today: date) -> "Recipient":
        """Raises what `must_be_living` does, `RecipientStays`, `RecipientInvalid`."""
        must_be_living(self.state)
        if unit.org_code == self.org_code:
            raise RecipientStays
        _must_lie_between("moved_on", self.since, on, today)
        return replace(
            self,
            version=self.version + 1,
            org_code=unit.org_code,
            org_path=unit.org_path,
            since=on,
            document=document,
        )

    def ended(self, reason: str, on: date, document: str, *, born_on: date, today: date) -> "Recipient":
        """What was recorded in error never was; a death may lie before anybody was told of the person. Raises what
        `must_be_living` does, `RecipientInvalid`."""
        must_be_living(self.state)
        if reason == IN_ERROR:
            on = self.since
        if reason == DECEASED and on < born_on:
            raise RecipientInvalid(fields=[_BEFORE_BIRTH])
        _must_lie_between("ended_on", born_on if reason == DECEASED else self.since, on, today)
        return replace(
            self,
            version=self.version + 1,
            state=STATE_AFTER[reason],
            ended_on=on,
            reason=reason,
            document=document,
        )

    def restored(self, document: str) -> "Recipient":
        """As it stood before it ended. Raises `RecipientNotEnded`."""
        if self.state is FileState.REGISTERED:
            raise RecipientNotEnded
        return replace(
            self, version=self.version + 1, state=FileState.REGISTERED, ended_on=None, reason=None, document=document
        )


_BEFORE_BIRTH = FieldFault(
    "ended_on", "before-birth", "死亡日期早于出生日期。", "The day of death lies before the birth."
)


def _must_lie_between(field: str, first: date, on: date, last: date) -> None:
    if on > last:
        raise RecipientInvalid(
            fields=[FieldFault(field, "in-the-future", "不能是未来的日期。", "Must not lie in the future.")]
        )
    if on < first:
        raise RecipientInvalid(
            fields=[FieldFault(field, "too-early", "早于现在登记的起始日期，请核对。", "Before the record begins.")]
        )
