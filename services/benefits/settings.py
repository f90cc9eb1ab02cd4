"""What a benefits process is told by its environment."""

from pydantic_settings import SettingsConfigDict

from shared.settings import EncryptingSettings


class Settings(EncryptingSettings):
    """Variables begin with `BENEFITS_`. The master key wraps the key of each case's content."""

    model_config = SettingsConfigDict(env_prefix="BENEFITS_")
