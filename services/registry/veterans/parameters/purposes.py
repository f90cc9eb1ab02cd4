"""Why personal fields are shown in clear and sensitive groups opened (PIPL art 28: a specific purpose, necessity)."""

from collections.abc import Mapping

from shared.events.codes import DISCLOSURE_PURPOSE
from shared.language import Named

PURPOSES: Mapping[str, Named] = DISCLOSURE_PURPOSE.by_code()
