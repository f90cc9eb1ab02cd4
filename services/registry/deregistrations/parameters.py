"""Why registrations are void, and why that is revoked."""

from collections.abc import Mapping

from shared.events.codes import DEREGISTRATION_REASON, DEREGISTRATION_REVOCATION_REASON
from shared.language import Named

REASONS: Mapping[str, Named] = DEREGISTRATION_REASON.by_code()
REVOCATION_REASONS: Mapping[str, Named] = DEREGISTRATION_REVOCATION_REASON.by_code()


IS_STANDING = (Named("true", "有效", "in force"), Named("false", "已撤销", "revoked"))
