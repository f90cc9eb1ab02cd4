"""What benefits publishes: what is done for people.

- `programmes`   what the county offers, and under which rules
- `applications` how applications for benefits go
- `awards`       rounds of selection, and who is awarded
- `checks`       health checks, and who came
- `merchants`    agreements with merchants, and their terms
- `redemptions`  codes that merchants verify, and discounts that were had
- `payments`     who is paid what, from when on, and what went out
- `cases`        disputes, and how they end
- `closings`     what is open at an organisation that is to be closed
"""

from shared.events.benefits import (
    applications,
    awards,
    cases,
    checks,
    closings,
    merchants,
    payments,
    programmes,
    redemptions,
)
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
from shared.events.benefits.awards import (
    AwardGranted,
    AwardRevoked,
    NomineeCorrected,
    NomineeDisqualified,
    NomineeNominated,
    NomineeReinstated,
    NomineeVetted,
    NomineeWithdrawn,
    PanelScored,
    SelectionCancelled,
    SelectionCorrected,
    SelectionDrawn,
    SelectionMoved,
    SelectionObjectionAnswered,
    SelectionObjectionRaised,
    SelectionOpened,
    SelectionPublicityStarted,
    SelectionVoteClosed,
)
from shared.events.benefits.cases import CaseAssigned, CaseOpened, CaseResolved, CaseTransferred, CaseWithdrawn
from shared.events.benefits.checks import (
    HealthCheckCompleted,
    HealthCheckCorrected,
    HealthCheckFollowedUp,
    HealthCheckNoShow,
    HealthCheckRevoked,
    HealthCheckScheduled,
)
from shared.events.benefits.closings import OrgUnitCleared, OrgUnitNotCleared
from shared.events.benefits.merchants import (
    MerchantAgreementActivated,
    MerchantAgreementCorrected,
    MerchantAgreementEnded,
    MerchantAgreementResumed,
    MerchantAgreementRevoked,
    MerchantAgreementSigned,
    MerchantAgreementSuspended,
    MerchantIntentionRecorded,
)
from shared.events.benefits.payments import (
    BenefitCorrected,
    BenefitPaid,
    BenefitResumed,
    BenefitStopped,
    BenefitSuspended,
    EligibilityGranted,
    PaymentBatchIssued,
    PaymentFailed,
)
from shared.events.benefits.programmes import ProgrammePublished, ProgrammeRetired
from shared.events.benefits.redemptions import DiscountRedeemed, DiscountRejected, DiscountReversed, DiscountVerified
from shared.events.contract import Published

PUBLISHED: tuple[Published, ...] = (
    *programmes.PUBLISHED,
    *applications.PUBLISHED,
    *awards.PUBLISHED,
    *checks.PUBLISHED,
    *merchants.PUBLISHED,
    *redemptions.PUBLISHED,
    *payments.PUBLISHED,
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
    "SelectionOpened",
    "SelectionCorrected",
    "SelectionMoved",
    "SelectionCancelled",
    "NomineeNominated",
    "NomineeCorrected",
    "NomineeWithdrawn",
    "NomineeVetted",
    "NomineeDisqualified",
    "NomineeReinstated",
    "SelectionVoteClosed",
    "PanelScored",
    "SelectionDrawn",
    "SelectionPublicityStarted",
    "SelectionObjectionRaised",
    "SelectionObjectionAnswered",
    "AwardGranted",
    "AwardRevoked",
    "HealthCheckScheduled",
    "HealthCheckCompleted",
    "HealthCheckNoShow",
    "HealthCheckFollowedUp",
    "HealthCheckCorrected",
    "HealthCheckRevoked",
    "MerchantIntentionRecorded",
    "MerchantAgreementSigned",
    "MerchantAgreementActivated",
    "MerchantAgreementSuspended",
    "MerchantAgreementResumed",
    "MerchantAgreementEnded",
    "MerchantAgreementCorrected",
    "MerchantAgreementRevoked",
    "DiscountVerified",
    "DiscountRedeemed",
    "DiscountReversed",
    "DiscountRejected",
    "EligibilityGranted",
    "BenefitSuspended",
    "BenefitResumed",
    "BenefitStopped",
    "BenefitCorrected",
    "PaymentBatchIssued",
    "BenefitPaid",
    "PaymentFailed",
    "CaseOpened",
    "CaseAssigned",
    "CaseResolved",
    "CaseWithdrawn",
    "CaseTransferred",
    "OrgUnitCleared",
    "OrgUnitNotCleared",
    "PUBLISHED",
]
