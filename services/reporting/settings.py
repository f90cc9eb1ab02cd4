"""What a reporting process is told by its environment."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Variables begin with `REPORTING_`."""

    model_config = SettingsConfigDict(env_prefix="REPORTING_")
