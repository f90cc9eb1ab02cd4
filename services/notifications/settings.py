"""What a notifications process is told by its environment."""

from typing import Literal

from pydantic import Field, FilePath, field_validator
from pydantic_settings import SettingsConfigDict

from shared.auth.identity import OwnIdentity, own_identity
from shared.followed import Followed
from shared.networks import Network, must_be_networks, networks_in
from shared.settings import EncryptingSettings


class Settings(EncryptingSettings):
    """Variables begin with `NOTIFICATIONS_`. The master key wraps every person's key."""

    model_config = SettingsConfigDict(env_prefix="NOTIFICATIONS_")

    signature: str = Field(
        "退役军人事务局",
        min_length=2,
        max_length=20,
        description="who signs every message, shown between 【 and 】; deploy/init writes the county's where its pack "
        "is at hand",
    )
    driver: Literal["log"] = Field(
        "log", description="the way messages leave: log writes a masked line and reaches nobody"
    )

    webhook_networks: str = Field(
        "",
        description="addresses or networks inside, separated by commas, that events may be posted to; unset: addresses "
        "of the internet alone",
    )
    webhook_authority: FilePath | None = Field(
        None,
        description="file with certificates (PEM) of who certifies receivers of events, besides those this machine "
        "knows; unset: these alone",
    )

    @property
    def callable_networks(self) -> tuple[Network, ...]:
        """Where events may be posted to, besides the internet."""
        return networks_in(self.webhook_networks)

    @field_validator("webhook_networks")
    @classmethod
    def _are_callable(cls, given: str) -> str:
        return must_be_networks(given)

    @property
    def identity(self) -> Followed[OwnIdentity | None]:
        """Who this service is to registry; it follows the file of the key."""
        return own_identity(self)
