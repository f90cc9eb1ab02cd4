"""Whether registry knows this service by its key: what an operator asks before the key before is given up."""

import sys

from shared.auth.identity import IdentityRefused, OwnIdentity
from shared.auth.signing import SigningKey
from shared.clock import machine_now
from shared.settings import EXIT_UNCONFIGURED, ServiceSettings


async def check_identity(settings: ServiceSettings) -> None:
    """Says so; ends the process when it does not."""
    if settings.identity_key is None:
        sys.stderr.write("没有身份密钥 · this service has no identity key\n")
        sys.exit(EXIT_UNCONFIGURED)
    try:
        key = SigningKey.from_pem(settings.identity_key.get_secret_value())
        own = OwnIdentity(settings.service_name, key, settings.token_issuer, settings.jwks_url)
        await own.ask_token(at=machine_now())
    except (IdentityRefused, ValueError) as refused:
        sys.exit(f"{settings.service_name}: {refused}")
    sys.stdout.write(f"{settings.service_name}: 登记服务已认可 · registry knows it\n")
