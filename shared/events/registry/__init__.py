"""What registry publishes: who and where.

- `org_units`   the service network
- `party`       Party organisations that mirror it
- `persons`     files of persons and the social roles persons hold
- `records`     that somebody should not have been registered
- `contacts`      which ways to reach persons somebody has made sure of
- `duplicates`    files that may be one person's
- `families`      who is of a veteran's family
- `access`      who may do what, and who looked at sensitive fields
- `accounts`    when what was signed in stops being valid
"""

from shared.events.contract import Published
from shared.events.registry import (
    access,
    accounts,
    contacts,
    duplicates,
    families,
    org_units,
    party,
    persons,
    records,
)
from shared.events.registry.access import BreakGlassOpened, GrantGiven, GrantRevoked, SensitiveRecordViewed
from shared.events.registry.accounts import SessionsEnded
from shared.events.registry.contacts import ContactPointVerified, ContactPointWithdrawn
from shared.events.registry.duplicates import DuplicateRuledOut, DuplicateSuspected
from shared.events.registry.families import (
    FamilyRelationCorrected,
    FamilyRelationEnded,
    FamilyRelationRecorded,
    FamilyRelationRevoked,
)
from shared.events.registry.org_units import OrgUnitClosed, OrgUnitEstablished, OrgUnitRenamed
from shared.events.registry.party import PartyBranchEstablished, PartyGroupEstablished
from shared.events.registry.persons import (
    DeathRecordRevoked,
    IdentityCorrected,
    SocialRoleAssumed,
    SocialRoleEnded,
    VeteranDeceased,
    VeteranProfileUpdated,
    VeteranRegistered,
)
from shared.events.registry.records import CountedPeriod, DeregistrationRevoked, VeteranDeregistered

PUBLISHED: tuple[Published, ...] = (
    *org_units.PUBLISHED,
    *party.PUBLISHED,
    *persons.PUBLISHED,
    *records.PUBLISHED,
    *contacts.PUBLISHED,
    *duplicates.PUBLISHED,
    *families.PUBLISHED,
    *access.PUBLISHED,
    *accounts.PUBLISHED,
)

__all__ = [
    "OrgUnitEstablished",
    "OrgUnitRenamed",
    "OrgUnitClosed",
    "PartyBranchEstablished",
    "PartyGroupEstablished",
    "VeteranRegistered",
    "VeteranProfileUpdated",
    "IdentityCorrected",
    "VeteranDeceased",
    "DeathRecordRevoked",
    "CountedPeriod",
    "VeteranDeregistered",
    "DeregistrationRevoked",
    "SocialRoleAssumed",
    "SocialRoleEnded",
    "ContactPointVerified",
    "ContactPointWithdrawn",
    "DuplicateSuspected",
    "DuplicateRuledOut",
    "FamilyRelationRecorded",
    "FamilyRelationCorrected",
    "FamilyRelationEnded",
    "FamilyRelationRevoked",
    "BreakGlassOpened",
    "GrantGiven",
    "GrantRevoked",
    "SensitiveRecordViewed",
    "SessionsEnded",
    "PUBLISHED",
]
