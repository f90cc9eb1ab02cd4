"""Who of a veteran's relatives is family, and what relations are called."""

from collections.abc import Mapping

from shared.events.person_codes import FAMILY_RELATION, FAMILY_RELATION_END, FAMILY_RELATION_REVOCATION
from shared.language import Named

RELATIONS: Mapping[str, Named] = FAMILY_RELATION.by_code()
ENDS: Mapping[str, Named] = FAMILY_RELATION_END.by_code()
REVOCATIONS: Mapping[str, Named] = FAMILY_RELATION_REVOCATION.by_code()

# Henan's definition: parents or who fostered, spouse, children, brothers and sisters; neither grandparents nor
# grandchildren nor collateral kin. For the days before it (12 November 2020) the county goes by the same.
DEFINED_BY = "豫退役军人组办〔2020〕15号"
FAMILY = frozenset({"spouse", "parent", "fosterer", "child", "sibling"})
# These begin on a day that somebody knows; kin by blood are so from birth on, and a day is not asked for.
BEGIN_ON_A_DAY = frozenset({"spouse", "fosterer"})
# What somebody is called who acts for a veteran.
ACTING = Named("proxy", "代办人", "proxy")
