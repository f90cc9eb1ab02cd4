"""What the kinds of Party organisations are called (`PartyKind`), and why they are dissolved."""

from shared.events.party_codes import PARTY_DISSOLUTION
from shared.language import Named

PARTY_KINDS = (Named("branch", "党支部", "Party branch"), Named("group", "党小组", "Party group"))
PARTY_KIND = {kind.code: kind for kind in PARTY_KINDS}
DISSOLVED = {True: Named("true", "只列已撤销的", "dissolved ones alone")}

IN_ERROR, WITH_UNIT = "entered-in-error", "unit-closed"
DISSOLUTIONS = PARTY_DISSOLUTION.by_code()
# With its unit it is dissolved by the unit's own closing.
SAID = {code: word for code, word in DISSOLUTIONS.items() if code != WITH_UNIT}
