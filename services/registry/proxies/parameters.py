"""What proxies act in, why there is one, and for how long at most."""

from collections.abc import Mapping

from shared.events.person_codes import PROXY_REVOCATION, PROXY_SCOPE
from shared.language import Named
from shared.rule import Limit

SCOPES: Mapping[str, Named] = PROXY_SCOPE.by_code()
REVOCATIONS: Mapping[str, Named] = PROXY_REVOCATION.by_code()
# Not on the bus: an illness is nobody's business there.
GROUNDS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("advanced-age", "年事已高", "advanced age"),
        Named("illness-or-disability", "患病或残疾", "illness or disability"),
        Named("away", "在外地，不便到场", "away, and cannot come"),
    )
}
LONGEST = Limit(3, "proxy-years", "the county's own: after it somebody asks the veteran again")
OF_AGE = Limit(18, "of-age", "民法典 art 17, 18; before 2021 民法总则 art 17, 18")
IN_ERROR = "recorded-in-error"
