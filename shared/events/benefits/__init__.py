"""What benefits publishes: what is done for people.

- `programmes`   what the county offers, and under which rules
- `applications` how applications for benefits go
- `cases`        disputes, and how they end
- `closings`     what is open at an organisation that is to be closed
"""

from shared.events.benefits import applications, cases, closings, programmes
from shared.events.benefits.applications import (
    ApplicationReviewed,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    BenefitApproved,
    BenefitRefused,
    ObjectionAnswered,
    ObjectionRaised,
    PublicityStarted,
)
from shared.events.benefits.cases import CaseAssigned, CaseOpened, CaseResolved, CaseTransferred, CaseWithdrawn
from shared.events.benefits.closings import OrgUnitCleared, OrgUnitNotCleared
from shared.events.benefits.programmes import ProgrammePublished, ProgrammeRetired
from shared.events.contract import Published

PUBLISHED: tuple[Published, ...] = (
    *programmes.PUBLISHED,
    *applications.PUBLISHED,
    *cases.PUBLISHED,
    *closings.PUBLISHED,
)

__all__ = [
    "ProgrammePublished",
    "ProgrammeRetired",
    "ApplicationSubmitted",
    "ApplicationReviewed",
    "PublicityStarted",
    "ObjectionRaised",
    "ObjectionAnswered",
    "ApplicationWithdrawn",
    "BenefitApproved",
    "BenefitRefused",
    "CaseOpened",
    "CaseAssigned",
    "CaseResolved",
    "CaseWithdrawn",
    "CaseTransferred",
    "OrgUnitCleared",
    "OrgUnitNotCleared",
    "PUBLISHED",
]
