"""Corrections of identities: what one person proposes on evidence, another confirms with the evidence before him."""

from dataclasses import dataclass
from uuid import UUID

from services.registry.corrections.parameters import IdentityKind
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound


class IdentityCorrectionNotFound(NotFound):
    """No proposal has this id, or none that the caller may know of."""

    code = "identity-correction-not-found"
    zh = "没有这项身份信息更正。"
    en = "There is no such correction of an identity."


class IdentityCorrectionDecided(Conflict):
    """It was confirmed, refused or withdrawn before."""

    code = "identity-correction-decided"
    zh = "该项更正已有结果，不能再确认、驳回或撤回。"
    en = "The correction was confirmed, refused or withdrawn already."


class IdentityCorrectionOpen(Conflict):
    """One at a time."""

    code = "identity-correction-open"
    zh = "该人员的同一项目已提出更正，正等待确认。"
    en = "A correction of the same is proposed already and waits to be confirmed."


class CorrectedBySecondPerson(Forbidden):
    """Who proposed it does not confirm it."""

    code = "corrected-by-second-person"
    zh = "提出人不能确认自己提出的更正，须由另一人核对证明材料后确认。"
    en = "Who proposed it cannot confirm it: a second person must, with the document before him."


class TypedOtherwise(Invalid):
    """Whoever confirms reads the value from the document, not from the proposal."""

    code = "typed-otherwise"
    zh = "与提出的内容不一致，请对照证明材料核对；提出有误的，请驳回。"
    en = "Not what was proposed. Compare with the document; refuse the proposal where that is wrong."


@dataclass(frozen=True, slots=True)
class Proposed:
    """A correction of an identity, and how it ended."""

    correction_id: UUID
    person_id: UUID
    kind: IdentityKind
    evidence: str
    proposed_by: UUID
    outcome: str | None

    def must_be_open(self) -> None:
        """Raises `IdentityCorrectionDecided`."""
        if self.outcome is not None:
            raise IdentityCorrectionDecided

    def must_be_anothers(self, account_id: UUID) -> None:
        """Raises `CorrectedBySecondPerson`."""
        if account_id == self.proposed_by:
            raise CorrectedBySecondPerson


def must_agree(typed: str, proposed: str) -> None:
    """Raises `TypedOtherwise`."""
    if typed != proposed:
        different = FieldFault("value", "typed-otherwise", "与提出的不一致。", "Not what was proposed.")
        raise TypedOtherwise(fields=[different])
