"""What consent is given to, how, and why it holds no longer."""

from collections.abc import Mapping

from shared.events.privacy_codes import CONSENT_END, CONSENT_FORM, CONSENT_PURPOSE
from shared.language import Named

PURPOSES: Mapping[str, Named] = CONSENT_PURPOSE.by_code()
FORMS: Mapping[str, Named] = CONSENT_FORM.by_code()
ENDS: Mapping[str, Named] = CONSENT_END.by_code()
ERASED = "erased"
"""Why a consent ends with its person's erasure; nobody states it."""

STATED_ENDS: Mapping[str, Named] = {code: each for code, each in ENDS.items() if code != ERASED}


STANDINGS = (Named("true", "有效", "holds"), Named("false", "已终止", "ended"))
