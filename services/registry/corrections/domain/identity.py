"""Corrections of identities: what one person proposes on evidence, another confirms with the evidence before him."""

from dataclasses import dataclass
from uuid import UUID

from services.registry.corrections.domain.correction import CorrectionInvalid
from services.registry.corrections.parameters import OF_COMPANIONS, IdentityKind
from shared.approval.proposal import Proposal
from shared.refusal import FieldFault, Invalid


class TypedOtherwise(Invalid):
    """Whoever confirms reads the value from the document, not from the proposal."""

    code = "typed-otherwise"
    zh = "与提出的内容不一致，请对照证明材料核对；提出有误的，请驳回。"
    en = "Not what was proposed. Compare with the document; refuse the proposal where that is wrong."


@dataclass(frozen=True, slots=True)
class IdentityProposal(Proposal):
    """A correction of an identity, and how it ended; `beside_id`: by the file of this veteran, whose relative or proxy
    the person is."""

    person_id: UUID
    kind: IdentityKind
    evidence: str
    beside_id: UUID | None

    @property
    def of_file(self) -> UUID:
        """By whose file it goes."""
        return self.beside_id or self.person_id


def must_be_known_of_companions(kind: IdentityKind) -> None:
    """Who has no record of his own has stated no other date of birth than his number's. Raises `CorrectionInvalid`."""
    if kind not in OF_COMPANIONS:
        raise CorrectionInvalid(fields=[_NOT_OF_COMPANIONS])


_NOT_OF_COMPANIONS = FieldFault(
    "kind",
    "not-of-companions",
    "家属、代办人只更正身份证号和姓名；出生日期以身份证号为准，没有登记日期。",
    "Of a relative or proxy the number and the name are corrected; the date of birth is the number's, and there is no"
    " day of registration.",
)


def must_agree(typed: str, proposed: str) -> None:
    """Raises `TypedOtherwise`."""
    if typed != proposed:
        different = FieldFault("value", "typed-otherwise", "与提出的不一致。", "Not what was proposed.")
        raise TypedOtherwise(fields=[different])
