"""What a benefits process is told by its environment."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.auth.identity import OwnIdentity, own_identity
from shared.followed import Followed
from shared.settings import EncryptingSettings


class Settings(EncryptingSettings):
    """Variables begin with `BENEFITS_`. The master key wraps the key of each case's content."""

    model_config = SettingsConfigDict(env_prefix="BENEFITS_")

    disclosures_an_hour: int = Field(
        60, ge=1, le=100_000, description="how often an account may be shown the content of a case in an hour"
    )

    @property
    def identity(self) -> Followed[OwnIdentity | None]:
        """Who this service is to registry; it follows the file of the key."""
        return own_identity(self)
