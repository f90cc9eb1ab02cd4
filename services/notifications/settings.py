"""What a notifications process is told by its environment."""

from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.auth.identity import OwnIdentity
from shared.auth.signing import SigningKey
from shared.followed import Followed
from shared.settings import EncryptingSettings, renewal


class Settings(EncryptingSettings):
    """Variables begin with `NOTIFICATIONS_`. The master key wraps every person's key."""

    model_config = SettingsConfigDict(env_prefix="NOTIFICATIONS_")

    signature: str = Field(
        "新野县退役军人事务局",
        min_length=2,
        max_length=20,
        description="who signs every message, shown between 【 and 】",
    )
    driver: Literal["log"] = Field(
        "log", description="the way messages leave: log writes a masked line and reaches nobody"
    )

    @property
    def identity(self) -> Followed[OwnIdentity | None]:
        """Who this service is to registry; it follows the file of the key."""
        return Followed(_identity(self), renewal(self, _identity))


def _identity(settings: Settings) -> OwnIdentity | None:
    if settings.identity_key is None:
        return None
    key = SigningKey.from_pem(settings.identity_key.get_secret_value())
    return OwnIdentity(settings.service_name, key, settings.token_issuer, settings.jwks_url)
