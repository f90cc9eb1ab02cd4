"""What a notifications process is told by its environment."""

from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.auth.identity import OwnIdentity, own_identity
from shared.followed import Followed
from shared.settings import EncryptingSettings


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
        return own_identity(self)
