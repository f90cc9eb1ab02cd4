"""What a notifications process is told by its environment."""

from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

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
