"""Configuration of the registry: `REGISTRY_…` in the environment, or files in the secrets directory."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import SettingsConfigDict

from shared.auth.fetching import must_hold_certificates
from shared.auth.signing import SigningKey
from shared.auth.signing_keys import TOKEN_SECONDS, SigningKeys
from shared.followed import Followed
from shared.networks import Network, must_be_networks, networks_in
from shared.privacy.keyring import Keyring, Keys
from shared.rule import Limit
from shared.settings import EncryptingSettings, must_be_a_key, renewal

T = TypeVar("T")

SETUP_TOKEN_LENGTH = 16
KEEP_AFTER_DEATH = Limit(10, "keep-years", "assumed: the shorter term of 机关文件材料归档范围和文书档案保管期限规定")
BEGIN = "-----BEGIN"


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
    signing_keys: SigningKeys
    issuer: str
    audience: str
    token_seconds: int
    idle: timedelta
    longest: timedelta


class MultiFactor(BaseModel):
    """What an issuer says when it has asked for a second factor: `acr`, or one of `amr` (RFC 8176)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    acr: frozenset[str] = frozenset()
    amr: frozenset[str] = frozenset()


class ExternalIssuer(BaseModel):
    """An OpenID Connect issuer that signs people in. `multi_factor` is what is believed of it; nothing unless told.
    `authority` alone certifies its server, where one is named (PEM); else those that everybody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1, max_length=30)
    en: str = Field(min_length=1, max_length=60)
    issuer: str = Field(pattern=r"^(https://|http://(127\.0\.0\.1|localhost)(:|/|$))[^?#\s]*$")
    client_id: str = Field(min_length=1, max_length=255)
    client_secret: SecretStr = Field(min_length=1, max_length=1024)
    multi_factor: MultiFactor = MultiFactor()
    authority: Annotated[str, AfterValidator(must_hold_certificates)] | None = None


class ServiceKeys(BaseModel):
    """The public keys (PEM) of one of our services: the one in use, and beside it the next."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keys: tuple[Annotated[str, Field(max_length=4096)], ...] = Field(min_length=1, max_length=2)


@dataclass(frozen=True, slots=True)
class ServiceIdentity:
    """One of our services as a machine: what it signs with, and where it may ask from."""

    service: str
    keys: tuple[str, ...]
    networks: tuple[Network, ...]


ExternalIssuers = Mapping[str, ExternalIssuer]
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
_EXTERNAL_ISSUERS = TypeAdapter(dict[_Name, ExternalIssuer])
_SERVICE_KEYS = TypeAdapter(dict[_Name, ServiceKeys])


class Settings(EncryptingSettings):
    """What the registry needs beside what every service needs."""

    model_config = SettingsConfigDict(env_prefix="REGISTRY_")

    centre_code: str = Field(
        pattern=r"^[0-9]{6}$", description="GB/T 2260 code of the county: its centre, the root of every scope"
    )
    search_key_a: SecretStr | None = Field(
        None, description="32 random bytes in base64: what identity numbers are found by; this or the other is needed"
    )
    search_key_b: SecretStr | None = Field(
        None, validate_default=True, description="the same; both while the one is being replaced by the other"
    )
    signing_key: SecretStr = Field(description="private key (PEM, EC P-256) that signs access tokens")
    other_signing_keys: SecretStr | None = Field(
        None, description="others whose tokens are accepted, one after the other: the next, or the one before"
    )
    setup_token: SecretStr | None = Field(
        None, description="one-time token (16 characters or more) that opens the first four accounts; unset: no setup"
    )
    token_lifetime_seconds: int = Field(600, ge=60, le=TOKEN_SECONDS, description="how long an access token is valid")
    session_idle_seconds: int = Field(1800, ge=900, le=86_400, description="how long a session lasts without renewal")
    session_longest_seconds: int = Field(43_200, ge=900, le=604_800, description="how long a session lasts at most")

    external_issuers: SecretStr | None = Field(
        None,
        description="OpenID Connect issuers that sign people in, as TOML (docs/operations/accounts.md); unset: none",
    )

    service_keys: SecretStr | None = Field(
        None, description="public keys of our own services, as TOML; unset: they have no identity"
    )
    service_networks: str = Field(
        "127.0.0.0/8", description="addresses or networks our own services ask from, separated by commas"
    )

    import_most_mb: int = Field(32, ge=1, le=255, description="largest file, in MB, that an import takes")
    import_most_unpacked_mb: int = Field(512, ge=1, le=4096, description="most, in MB, that such a file may unpack to")
    import_most_rows: int = Field(100_000, ge=1, le=1_000_000, description="most rows of one import")
    import_rows_a_day: int = Field(
        2_000,
        ge=1,
        le=1_000_000,
        description="most rows that an account of a room hands in for import, or one of a station as acts, in 24 hours",
    )
    searches_an_hour: int = Field(
        60, ge=1, le=100_000, description="searches by number (nobody's in workbooks too), and as many by name, an hour"
    )
    disclosures_an_hour: int = Field(
        60, ge=1, le=100_000, description="how often an account may be shown masked or sensitive data in an hour"
    )

    verifications_an_hour: int = Field(
        60, ge=1, le=100_000, description="how often an account may try to verify mobile numbers in an hour"
    )

    keep_after_death_years: int = Field(
        KEEP_AFTER_DEATH.number, ge=1, le=100, description="years after a death before the person may be erased"
    )
    backup_hold_days: int = Field(
        30,
        ge=1,
        le=3_650,
        description="days for which backups of any service are held, as told to whoever asks for an erasure",
    )

    @property
    def registrar(self) -> Registrar:
        """What registering veterans takes."""
        return Registrar(self.keyring, self.centre_code, self.synthetic_ids_allowed)

    @property
    def session_terms(self) -> SessionTerms:
        """What sessions take."""
        return SessionTerms(
            keyring=self.keyring,
            signing_keys=self.signing_keys,
            issuer=self.token_issuer,
            audience=self.token_audience,
            token_seconds=self.token_lifetime_seconds,
            idle=timedelta(seconds=self.session_idle_seconds),
            longest=timedelta(seconds=self.session_longest_seconds),
        )

    @property
    def issuers(self) -> Followed[ExternalIssuers]:
        """Who else signs people in, by the name in addresses; it follows the file."""
        return Followed(_issuers(self), renewal(self, _issuers))

    @property
    def identities(self) -> Followed[tuple[ServiceIdentity, ...]]:
        """Of our own services; they follow the file."""
        return Followed(_identities(self), renewal(self, _identities))

    @property
    def signing_keys(self) -> SigningKeys:
        """What tokens are signed and checked with; they follow the files the keys came from."""
        return SigningKeys(_signing_keys(self), renewal(self, _signing_keys))

    @property
    def keys(self) -> Keys:
        """With what numbers are found by."""
        return replace(super().keys, search=(self.search_key_a, self.search_key_b))

    @field_validator("search_key_a")
    @classmethod
    def _is_a_search_key(cls, given: SecretStr | None) -> SecretStr | None:
        return must_be_a_key(given)

    @field_validator("search_key_b")
    @classmethod
    def _is_the_other_search_key(cls, given: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        if given is None and others.data.get("search_key_a", "faulty") is None:
            raise ValueError("is needed where there is no REGISTRY_SEARCH_KEY_A")
        return must_be_a_key(given)

    @field_validator("signing_key")
    @classmethod
    def _is_a_signing_key(cls, value: SecretStr) -> SecretStr:
        SigningKey.from_pem(value.get_secret_value())
        return value

    @field_validator("other_signing_keys")
    @classmethod
    def _are_signing_keys(cls, value: SecretStr | None) -> SecretStr | None:
        _each(value)
        return value

    @field_validator("external_issuers")
    @classmethod
    def _are_issuers(cls, value: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        if _read_toml(value, _EXTERNAL_ISSUERS) and others.data.get("site_url") is None:
            raise ValueError("needs VETERANS_SITE_URL, where they send people back to")
        return value

    @field_validator("service_keys")
    @classmethod
    def _are_public_keys(cls, value: SecretStr | None) -> SecretStr | None:
        _read_toml(value, _SERVICE_KEYS)
        return value

    @field_validator("service_networks")
    @classmethod
    def _are_networks_of_services(cls, given: str) -> str:
        return must_be_networks(given)

    @field_validator("setup_token")
    @classmethod
    def _is_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SETUP_TOKEN_LENGTH:
            raise ValueError(f"at least {SETUP_TOKEN_LENGTH} characters are needed")
        return value


def _read_toml(written: SecretStr | None, adapter: TypeAdapter[dict[str, T]]) -> dict[str, T]:
    """Raises ValueError, which names tables and fields, never a value."""
    if written is None:
        return {}
    try:
        return adapter.validate_python(tomllib.loads(written.get_secret_value()))
    except tomllib.TOMLDecodeError:
        raise ValueError("is not TOML") from None
    except ValidationError as fault:
        places = sorted({".".join(str(part) for part in each["loc"][:2]) for each in fault.errors(include_input=False)})
        raise ValueError(f"is not as it should be: {', '.join(places)}") from None


def _issuers(settings: Settings) -> ExternalIssuers:
    return _read_toml(settings.external_issuers, _EXTERNAL_ISSUERS)


def _identities(settings: Settings) -> tuple[ServiceIdentity, ...]:
    configured = _read_toml(settings.service_keys, _SERVICE_KEYS)
    networks = networks_in(settings.service_networks)
    return tuple(ServiceIdentity(name, each.keys, networks) for name, each in configured.items())


def _signing_keys(settings: Settings) -> list[SigningKey]:
    """The first signs."""
    return [SigningKey.from_pem(settings.signing_key.get_secret_value()), *_each(settings.other_signing_keys)]


def _each(pems: SecretStr | None) -> list[SigningKey]:
    written = pems.get_secret_value() if pems else ""
    return [SigningKey.from_pem(BEGIN + pem) for pem in written.split(BEGIN)[1:]]
