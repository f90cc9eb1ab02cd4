"""What registry publishes: who and where.

- `org_units`   the service network
- `party`       Party organisations that mirror it
- `veterans`    files of veterans and the social roles veterans hold
- `access`      who may do what, and who looked at sensitive fields
- `accounts`    when what was signed in stops being valid
"""

from shared.events.contract import Published
from shared.events.registry import access, accounts, org_units, party, veterans
from shared.events.registry.access import BreakGlassOpened, GrantGiven, GrantRevoked, SensitiveRecordViewed
from shared.events.registry.accounts import SessionsEnded
from shared.events.registry.org_units import OrgUnitClosed, OrgUnitEstablished, OrgUnitRenamed
from shared.events.registry.party import PartyBranchEstablished, PartyGroupEstablished
from shared.events.registry.veterans import SocialRoleAssumed, SocialRoleEnded, VeteranRegistered

PUBLISHED: tuple[Published, ...] = (
    *org_units.PUBLISHED,
    *party.PUBLISHED,
    *veterans.PUBLISHED,
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
    "SocialRoleAssumed",
    "SocialRoleEnded",
    "BreakGlassOpened",
    "GrantGiven",
    "GrantRevoked",
    "SensitiveRecordViewed",
    "SessionsEnded",
    "PUBLISHED",
]
