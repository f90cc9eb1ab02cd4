"""What the API takes to set an installation up."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from services.registry.accounts.schemas import DisplayName, Password, Username


class SetupForm(BaseModel):
    """The first administrator."""

    model_config = ConfigDict(extra="forbid")

    setup_token: SecretStr = Field(max_length=256, description="the one-time token this installation was given")
    username: Username
    password: Password = Field(description="12 to 128 characters, not the user name")
    display_name: DisplayName | None = Field(None, description="the user name unless said otherwise")
