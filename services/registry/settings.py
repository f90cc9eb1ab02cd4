"""Configuration of the registry: `REGISTRY_…` in the environment, or files in the secrets directory."""

from dataclasses import dataclass

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from shared.auth.signing import SigningKey
from shared.privacy.encryption import Keyring
from shared.settings import EncryptingSettings

SETUP_TOKEN_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Registrar:
    """What registering takes besides the form: the keys, and the rules this county was set up with."""

    keyring: Keyring
    county_code: str
    synthetic_ids_allowed: bool


class Settings(EncryptingSettings):
    """What the registry needs beside what every service needs."""

    model_config = SettingsConfigDict(env_prefix="REGISTRY_")

    centre_code: str = Field(
        "411329", pattern=r"^[0-9]{6}$", description="GB/T 2260 code of the county: its centre, the root of every scope"
    )
    signing_key: SecretStr = Field(description="private key (PEM, EC P-256) that signs access tokens")
    setup_token: SecretStr | None = Field(
        None, description="one-time token (16 characters or more) that opens the first four accounts; unset: no setup"
    )
    token_lifetime_seconds: int = Field(3600, ge=60, le=86_400, description="how long an access token is valid")
    sign_in_tries: int = Field(5, ge=1, le=100, description="failed sign-ins in a row after which an account is locked")
    sign_in_lock_seconds: int = Field(900, ge=1, le=86_400, description="how long such an account stays locked")

    import_most_mb: int = Field(32, ge=1, le=255, description="largest file, in MB, that an import takes")
    import_most_unpacked_mb: int = Field(512, ge=1, le=4096, description="most, in MB, that such a file may unpack to")
    import_most_rows: int = Field(100_000, ge=1, le=1_000_000, description="most rows of one import")

    @property
    def registrar(self) -> Registrar:
        """What registering veterans takes."""
        return Registrar(self.keyring, self.centre_code, self.synthetic_ids_allowed)

    @field_validator("signing_key")
    @classmethod
    def _is_a_signing_key(cls, value: SecretStr) -> SecretStr:
        SigningKey.from_pem(value.get_secret_value())
        return value

    @field_validator("setup_token")
    @classmethod
    def _is_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SETUP_TOKEN_LENGTH:
            raise ValueError(f"at least {SETUP_TOKEN_LENGTH} characters are needed")
        return value
