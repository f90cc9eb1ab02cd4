"""What somebody applies with, and what is decided: what moves a holding (pure)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.categories.parameters import OFFICE, Act


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the last level agrees to: since when, by which clause, with the benefit or without."""

    recognised_on: date
    has_benefit: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an application rests on; the number of the certificate sealed."""

    kind: str
    document: str
    certificate_sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies: the office for the person, he himself, or a proxy by this authority."""

    origin: str
    proxy_id: UUID | None = None


AT_A_COUNTER = Applicant(OFFICE)


@dataclass(frozen=True, slots=True)
class Change:
    """A decision of the centre: what, why, from which day on, by which document."""

    act: Act
    reason_code: str
    effective_on: date
    document: str
