"""What registry publishes: who and where.

- `org_units`   the service network
- `party`       Party organisations that mirror it
- `branch_life` what branches and groups hold
- `party_applications` who has applied to join the Party
- `party_memberships` where formal membership is
- `persons`     files of persons and the social roles persons hold
- `report_ins`    that somebody reported in after the discharge
- `records`     that somebody should not have been registered, or is another unit's
- `archives`      paper files that came from the units, and were sent on
- `confirmations` whom somebody made sure of in a year
- `transfers`   who leaves the county, and who comes
- `contacts`      which ways to reach persons somebody has made sure of
- `consents`      what persons have agreed to
- `data_requests` what persons ask for about what is known of them
- `duplicates`    files that may be one person's
- `families`      who is of a veteran's family
- `case_parties`  who is a party to a case
- `categories`    which categories persons hold, or have applied for
- `ages`          which ages that count they reach
- `proxies`       who may act for a veteran
- `recipients`    who is in the register without a veteran's file
- `merges`        files that are
- `roles`         terms in social roles that were recorded wrongly
- `teams`         volunteer teams, who is in one, what they do
- `contributions` what veterans contribute to their villages
- `access`      who may do what, and who looked at sensitive fields
- `accounts`    when what was signed in stops being valid
- `subscriptions` which systems of others may read what
- `county`        what the county does itself: bodies, meetings, staff, venues, standards
"""

from shared.events.contract import Published
from shared.events.registry import (
    access,
    accounts,
    ages,
    archives,
    branch_life,
    case_parties,
    categories,
    confirmations,
    consents,
    contacts,
    contributions,
    county,
    data_requests,
    duplicates,
    families,
    merges,
    org_units,
    party,
    party_applications,
    party_memberships,
    persons,
    proxies,
    recipients,
    records,
    report_ins,
    roles,
    subscriptions,
    teams,
    transfers,
)
from shared.events.registry.access import BreakGlassOpened, GrantGiven, GrantRevoked, SensitiveRecordViewed
from shared.events.registry.accounts import SessionsEnded
from shared.events.registry.archives import ArchiveChecked, ArchiveReceived
from shared.events.registry.categories import (
    CategoryApplied,
    CategoryBenefitChanged,
    CategoryCancelled,
    CategoryCorrected,
    CategoryRecognised,
    CategoryRefused,
    CategoryRestored,
    CategoryResumed,
    CategoryReturned,
    CategoryStopped,
    CategorySuspended,
)
from shared.events.registry.confirmations import (
    AnnualConfirmationMissed,
    AnnualConfirmationRecorded,
    AnnualConfirmationRevoked,
)
from shared.events.registry.consents import ConsentRecorded, ConsentWithdrawn
from shared.events.registry.contacts import ContactPointVerified, ContactPointWithdrawn
from shared.events.registry.contributions import ContributionCorrected, ContributionRecorded, ContributionWithdrawn
from shared.events.registry.data_requests import DataRequestClosed, DataRequestOpened
from shared.events.registry.duplicates import DuplicateRuledOut, DuplicateSuspected
from shared.events.registry.families import (
    FamilyRelationCorrected,
    FamilyRelationEnded,
    FamilyRelationRecorded,
    FamilyRelationRevoked,
    RelativeIdentityCorrected,
)
from shared.events.registry.merges import VeteransMerged, VeteransUnmerged
from shared.events.registry.org_units import (
    OrgUnitClosed,
    OrgUnitClosing,
    OrgUnitClosingWithdrawn,
    OrgUnitCorrected,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitMoveRevoked,
    OrgUnitRenamed,
    UnitName,
)
from shared.events.registry.party import (
    PartyBranchEstablished,
    PartyGroupEstablished,
    PartyOrganisationCorrected,
    PartyOrganisationDissolved,
    PartyOrganisationMoved,
    PartyOrganisationRenamed,
)
from shared.events.registry.persons import (
    DeathRecordRevoked,
    IdentityCorrected,
    PersonErased,
    RolePeriod,
    SocialRoleAssumed,
    SocialRoleEnded,
    VeteranDeceased,
    VeteranProfileUpdated,
    VeteranRegistered,
    VeteranRegistrationReturned,
)
from shared.events.registry.proxies import ProxyAuthorised, ProxyCorrected, ProxyIdentityCorrected, ProxyRevoked
from shared.events.registry.recipients import (
    RecipientEnded,
    RecipientEndRevoked,
    RecipientErased,
    RecipientMoved,
    RecipientRecorded,
)
from shared.events.registry.records import (
    CountedPeriod,
    DeregistrationRevoked,
    RelocationRevoked,
    VeteranDeregistered,
    VeteranRelocated,
)
from shared.events.registry.report_ins import DischargeReportCorrected, DischargeReportedIn, DischargeReportRevoked
from shared.events.registry.roles import SocialRoleCorrected, SocialRoleReopened, SocialRoleWithdrawn
from shared.events.registry.subscriptions import SubscriptionGranted, SubscriptionRevoked
from shared.events.registry.teams import (
    VolunteerActivityCorrected,
    VolunteerActivityRecorded,
    VolunteerActivityWithdrawn,
    Volunteered,
    VolunteerJoined,
    VolunteerLeft,
    VolunteerMembershipCorrected,
    VolunteerMembershipWithdrawn,
    VolunteerPeriod,
)
from shared.events.registry.transfers import (
    TransferRevoked,
    VeteranTransferOutCompleted,
    VeteranTransferOutStarted,
    VeteranTransferredIn,
)

PUBLISHED: tuple[Published, ...] = (
    *org_units.PUBLISHED,
    *party.PUBLISHED,
    *party_applications.PUBLISHED,
    *branch_life.PUBLISHED,
    *party_memberships.PUBLISHED,
    *persons.PUBLISHED,
    *roles.PUBLISHED,
    *teams.PUBLISHED,
    *contributions.PUBLISHED,
    *records.PUBLISHED,
    *report_ins.PUBLISHED,
    *merges.PUBLISHED,
    *transfers.PUBLISHED,
    *contacts.PUBLISHED,
    *confirmations.PUBLISHED,
    *archives.PUBLISHED,
    *case_parties.PUBLISHED,
    *consents.PUBLISHED,
    *data_requests.PUBLISHED,
    *duplicates.PUBLISHED,
    *families.PUBLISHED,
    *proxies.PUBLISHED,
    *recipients.PUBLISHED,
    *categories.PUBLISHED,
    *ages.PUBLISHED,
    *access.PUBLISHED,
    *accounts.PUBLISHED,
    *subscriptions.PUBLISHED,
    *county.PUBLISHED,
)

__all__ = [
    "OrgUnitEstablished",
    "OrgUnitRenamed",
    "OrgUnitMoved",
    "OrgUnitMoveRevoked",
    "OrgUnitCorrected",
    "OrgUnitClosed",
    "OrgUnitClosing",
    "OrgUnitClosingWithdrawn",
    "UnitName",
    "PartyBranchEstablished",
    "PartyGroupEstablished",
    "PartyOrganisationRenamed",
    "PartyOrganisationCorrected",
    "PartyOrganisationMoved",
    "PartyOrganisationDissolved",
    "VeteranRegistered",
    "VeteranRegistrationReturned",
    "VeteranProfileUpdated",
    "IdentityCorrected",
    "VeteranDeceased",
    "DeathRecordRevoked",
    "CountedPeriod",
    "RolePeriod",
    "VeteranDeregistered",
    "DeregistrationRevoked",
    "DischargeReportedIn",
    "DischargeReportCorrected",
    "DischargeReportRevoked",
    "VeteranRelocated",
    "RelocationRevoked",
    "PersonErased",
    "VeteranTransferOutStarted",
    "VeteranTransferOutCompleted",
    "VeteranTransferredIn",
    "TransferRevoked",
    "SocialRoleAssumed",
    "SocialRoleEnded",
    "SocialRoleReopened",
    "SocialRoleCorrected",
    "SocialRoleWithdrawn",
    "VolunteerJoined",
    "VolunteerLeft",
    "VolunteerMembershipCorrected",
    "VolunteerMembershipWithdrawn",
    "VolunteerActivityRecorded",
    "VolunteerActivityCorrected",
    "VolunteerActivityWithdrawn",
    "VolunteerPeriod",
    "Volunteered",
    "ContributionRecorded",
    "ContributionCorrected",
    "ContributionWithdrawn",
    "ArchiveReceived",
    "ArchiveChecked",
    "AnnualConfirmationRecorded",
    "AnnualConfirmationMissed",
    "AnnualConfirmationRevoked",
    "ContactPointVerified",
    "ContactPointWithdrawn",
    "VeteransMerged",
    "VeteransUnmerged",
    "ConsentRecorded",
    "ConsentWithdrawn",
    "DataRequestOpened",
    "DataRequestClosed",
    "DuplicateSuspected",
    "DuplicateRuledOut",
    "FamilyRelationRecorded",
    "FamilyRelationCorrected",
    "FamilyRelationEnded",
    "FamilyRelationRevoked",
    "RelativeIdentityCorrected",
    "ProxyAuthorised",
    "ProxyCorrected",
    "ProxyRevoked",
    "ProxyIdentityCorrected",
    "RecipientEnded",
    "RecipientEndRevoked",
    "RecipientErased",
    "RecipientMoved",
    "RecipientRecorded",
    "CategoryApplied",
    "CategoryBenefitChanged",
    "CategoryCancelled",
    "CategoryCorrected",
    "CategoryRecognised",
    "CategoryRefused",
    "CategoryRestored",
    "CategoryResumed",
    "CategoryReturned",
    "CategoryStopped",
    "CategorySuspended",
    "BreakGlassOpened",
    "GrantGiven",
    "GrantRevoked",
    "SensitiveRecordViewed",
    "SessionsEnded",
    "SubscriptionGranted",
    "SubscriptionRevoked",
    "PUBLISHED",
]
