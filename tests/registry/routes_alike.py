"""Routes of which many are alike, and the permission each asks for."""

import re

from shared.auth.permissions import PERMISSIONS, Permission
from tests.registry.bodies import SOME_GRANT

# Of these subjects the routes are many and alike: as the table of permissions has them, which tests/architecture holds
# against the code.
ALIKE = (
    "contributions",
    "volunteer-teams",
    "county-work",
    "unit-work",
    "party-applications",
    "party-memberships",
    "branch-life",
    "cases",
)


def _routes_of(permission: Permission) -> list[tuple[str, str]]:
    """Those of registry, with their parameters filled in."""
    told = [route.split(" ", 2) for route in permission.routes]
    return [(method, re.sub(r"{[^}]*}", SOME_GRANT, path)) for service, method, path in told if service == "registry"]


ROUTES_ALIKE = {
    name: _routes_of(permission) for name, permission in PERMISSIONS.items() if name.partition(".")[0] in ALIKE
}
