"""What the kinds of Party organisations are called (`PartyKind`)."""

from shared.language import Named

PARTY_KINDS = (Named("branch", "党支部", "Party branch"), Named("group", "党小组", "Party group"))
PARTY_KIND = {kind.code: kind for kind in PARTY_KINDS}
