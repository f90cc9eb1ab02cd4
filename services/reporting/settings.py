"""What a reporting process is told by its environment."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.auth.identity import OwnIdentity, own_identity
from shared.followed import Followed
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Variables begin with `REPORTING_`."""

    model_config = SettingsConfigDict(env_prefix="REPORTING_")

    benefits_url: str = Field(
        "http://benefits-api:8102",
        min_length=1,
        description="where benefits is asked whom its directory holds, and what became of events",
    )
    notifications_url: str = Field(
        "http://notifications-api:8104",
        min_length=1,
        description="where notifications is asked what became of events and of messages",
    )

    @property
    def identity(self) -> Followed[OwnIdentity | None]:
        """Who this service is to the services that it asks; it follows the file of the key."""
        return own_identity(self)
