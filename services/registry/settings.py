"""Configuration of the registry: `REGISTRY_…` in the environment, or files in the secrets directory."""

from dataclasses import dataclass
from datetime import timedelta

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from shared.auth.signing import SigningKey
from shared.privacy.encryption import Keyring
from shared.settings import EncryptingSettings

SETUP_TOKEN_LENGTH = 16


def enrolment_audience(audience: str) -> str:
    """`aud` of tokens that are good for enrolling a second factor alone; all else refuses them."""
    return f"{audience}/second-factor"


@dataclass(frozen=True, slots=True)
class Registrar:
    """What registering takes besides the form: the keys, and the rules this county was set up with."""

    keyring: Keyring
    county_code: str
    synthetic_ids_allowed: bool


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """What a session takes besides the form: the keys, in whose name and for whom tokens are, and how long all lasts.

    A session ends when it was not renewed for `idle`, and in any case `longest` after its beginning.
    """

    keyring: Keyring
    signing_key: SigningKey
    issuer: str
    audience: str
    token_seconds: int
    idle: timedelta
    longest: timedelta


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
    token_lifetime_seconds: int = Field(600, ge=60, le=900, description="how long an access token is valid")
    session_idle_seconds: int = Field(1800, ge=900, le=86_400, description="how long a session lasts without renewal")
    session_longest_seconds: int = Field(43_200, ge=900, le=604_800, description="how long a session lasts at most")

    import_most_mb: int = Field(32, ge=1, le=255, description="largest file, in MB, that an import takes")
    import_most_unpacked_mb: int = Field(512, ge=1, le=4096, description="most, in MB, that such a file may unpack to")
    import_most_rows: int = Field(100_000, ge=1, le=1_000_000, description="most rows of one import")

    @property
    def registrar(self) -> Registrar:
        """What registering veterans takes."""
        return Registrar(self.keyring, self.centre_code, self.synthetic_ids_allowed)

    @property
    def session_terms(self) -> SessionTerms:
        """What sessions take."""
        return SessionTerms(
            keyring=self.keyring,
            signing_key=SigningKey.from_pem(self.signing_key.get_secret_value()),
            issuer=self.token_issuer,
            audience=self.token_audience,
            token_seconds=self.token_lifetime_seconds,
            idle=timedelta(seconds=self.session_idle_seconds),
            longest=timedelta(seconds=self.session_longest_seconds),
        )

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
