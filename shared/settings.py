"""Configuration of a process. Nothing else reads the environment.

What all services have in common is given once (`VETERANS_LOG_LEVEL`), what is a service's own with its name before it
(`REGISTRY_DATABASE_URL`). A service's name before a common one overrides it there (`REGISTRY_LOG_LEVEL`). A value comes
from the environment or from a file of the same name in lower case in the secrets directory
(`/run/secrets/registry_database_url`). An empty value counts as missing; a missing one stops the start.
"""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import Field, FilePath, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from shared.followed import Followed
from shared.networks import Network, must_be_networks, networks_in
from shared.privacy.keyring import Keyring, Keys, UnusableKey, decode

SECRETS_DIR_VARIABLE = "VETERANS_SECRETS_DIR"
DEFAULT_SECRETS_DIR = "/run/secrets"

EXIT_UNCONFIGURED = 78  # EX_CONFIG of sysexits.h: a supervisor need not try again


class ConfigurationFault(Exception):
    """The process must not start. The message names every variable at fault, never a value."""


class InstallationSettings(BaseSettings):
    """What all services of an installation have in common: variables that begin with `VETERANS_`."""

    model_config = SettingsConfigDict(
        env_prefix="VETERANS_", frozen=True, env_ignore_empty=True, extra="forbid", hide_input_in_errors=True
    )

    database_pool_size: int = Field(10, ge=1, le=200, description="connections a process keeps at most")
    statement_timeout_seconds: int = Field(15, ge=1, le=3600, description="after which PostgreSQL cancels a statement")
    database_authority: FilePath | None = Field(
        None,
        description="file with the certificate of who certifies the databases: what they say is then encrypted; unset: "
        "on one's own machine",
    )

    kafka_bootstrap_servers: str = Field(min_length=1, description="host:port, several separated by commas")
    kafka_user: str | None = Field(None, pattern="^[a-z0-9.-]+$", description="name there; unset: that of the service")
    kafka_authority: Path | None = Field(None, description="certificate (PEM) of who certifies it; the worker needs it")
    kafka_prefix: str | None = Field(
        None, pattern="^[a-z0-9][a-z0-9-]{0,39}$", description="the county's, where several share a broker"
    )

    site_name: str = Field(
        "退役军人事务系统", min_length=1, max_length=40, description="name of the system, at the top of every page"
    )
    operator_line: str = Field(
        "", max_length=200, description="whom people call when the system fails: on the pages of help; unset: not said"
    )
    site_url: str | None = Field(
        None,
        pattern=r"^https?://[^/?#\s,]+$",
        description="address of the system in browsers, like https://veterans.county.example: external issuers send "
        "people back there",
    )
    letter_fonts: Path | None = Field(
        None,
        description="folder with fonts the county has a licence for, in which letters are then set; unset: those that "
        "come with the system",
    )
    http_host: str = Field("127.0.0.1", min_length=1, description="address an API listens on")
    worker_host: str = Field("127.0.0.1", min_length=1, description="address of a worker's health and metrics")
    trusted_proxies: str = Field(
        "",
        description="addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas; the "
        "audit shows what they say; unset: nobody is believed",
    )

    token_issuer: str = Field(min_length=1, description="`iss` of the access tokens that are accepted")
    token_audience: str = Field("veterans", min_length=1, description="`aud` of the access tokens that are accepted")
    jwks_url: str = Field(min_length=1, description="where the issuer publishes its public keys")

    otlp_endpoint: str | None = Field(
        None, pattern=r"^https?://[^?#\s]+$", description="collector of traces, like http://collector:4318; unset: none"
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR")
    start_on: date | None = Field(
        None, description="the county's start day, YYYY-MM-DD: nothing that was due before it is done or told"
    )
    synthetic_ids_allowed: bool = Field(False, description="accept invented people (identity numbers beginning 999)")
    clock_ahead: timedelta = Field(
        timedelta(0),
        description="among invented people: how much later than the machine the county lives; P30D, earlier: -P30D",
    )

    @property
    def trusted_networks(self) -> tuple[Network, ...]:
        """The proxies that are believed."""
        return networks_in(self.trusted_proxies)

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, given: str) -> str:
        return must_be_networks(given)

    @field_validator("clock_ahead")
    @classmethod
    def _is_among_invented_people(cls, given: timedelta, others: ValidationInfo) -> timedelta:
        if given and not others.data.get("synthetic_ids_allowed"):
            raise ValueError("must be empty wherever real people are registered (VETERANS_SYNTHETIC_IDS_ALLOWED)")
        return given


class ServiceSettings(InstallationSettings):
    """What every service needs. `services/<name>/settings.py` subclasses it with its own `env_prefix`."""

    database_url: SecretStr = Field(description="postgresql://role:password@host:port/database of the application role")
    previous_database_url: SecretStr | None = Field(None, description="with the password before, while it is replaced")
    migration_url: SecretStr | None = Field(
        None,
        description="the same database as a role that may create tables and roles; only `migrate` uses it",
    )
    watcher_password: SecretStr | None = Field(None, description="of the role that reads how the server does, no row")
    edge_watched: str | None = Field(None, description="host:port of the edge, if its certificate is to be renewed")
    backups: Path | None = Field(
        None,
        description="the folder of its backups: `migrate` makes no tables in an empty database that has some",
    )
    kafka_password: SecretStr | None = Field(None, description="at the broker; its worker needs it")
    identity_key: SecretStr | None = Field(
        None,
        description="private key (PEM, EC P-256) that the service shows registry who it is with; unset: not at all",
    )
    http_port: int = Field(ge=1, le=65535, description="port of the API")
    worker_port: int = Field(ge=1, le=65535, description="port of the worker's health and metrics")

    @property
    def service_name(self) -> str:
        """`registry` for the prefix `REGISTRY_`."""
        return _prefix(type(self)).rstrip("_").lower()

    @property
    def database_urls(self) -> Followed[Sequence[str]]:
        """What to try in turn; it follows the files they came from."""
        return Followed(_database_urls(self), renewal(self, _database_urls))

    @classmethod
    def variable(cls, field: str) -> str:
        """The environment variable that gives a field: `VETERANS_LOG_LEVEL`, `REGISTRY_DATABASE_URL`."""
        giver = InstallationSettings if field in InstallationSettings.model_fields else cls
        return f"{_prefix(giver)}{field}".upper()

    @classmethod
    def load(cls) -> Self:
        """Read the environment and the secrets directory; raises ConfigurationFault."""
        try:
            return cls()
        except ValidationError as fault:
            raise ConfigurationFault(_explain(cls, fault)) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the caller passes, then the environment, then secret files. No .env: the launcher's business."""
        directory = secrets_dir()
        given = (settings_cls, InstallationSettings)
        files = [_SecretFiles(each, secrets_dir=directory) for each in given] if directory.is_dir() else []
        return (init_settings, *(EnvSettingsSource(each) for each in given), *files)


class _SecretFiles(SecretsSettingsSource):
    """A container's files are mounted before there is anything in them: an empty one counts as missing."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        value, key, is_complex = super().get_field_value(field, field_name)
        return value or None, key, is_complex


SettingsT = TypeVar("SettingsT", bound=ServiceSettings)
T = TypeVar("T")


def renewal(settings: SettingsT, read: Callable[[SettingsT], T]) -> Callable[[], T | None]:
    """What answers `read` of the settings when a file in the secrets directory was replaced since it was last asked.

    None when none was, or when what stands there now is not usable. What the environment says stays as it is.
    """
    seen = _secret_files()

    def renewed() -> T | None:
        nonlocal seen
        found = _secret_files()
        if found == seen:
            return None
        seen = found
        try:
            return read(type(settings).load())
        except ConfigurationFault as fault:
            sys.stderr.write(f"{fault}\n")
            return None

    return renewed


class EncryptingSettings(ServiceSettings):
    """For the services that keep P4 fields. Keys are replaced while the service runs: `veterans keys rotate`."""

    master_key: SecretStr = Field(
        description="32 random bytes in base64; wraps every person's data key; keep it apart from backups"
    )
    previous_master_key: SecretStr | None = Field(
        None, description="the master key before, while what it wrapped is wrapped anew"
    )

    @property
    def keys(self) -> Keys:
        """What the keyring is made of."""
        return Keys([key for key in (self.master_key, self.previous_master_key) if key])

    @property
    def keyring(self) -> Keyring:
        """What seals and opens P4 fields; it follows the files the keys came from."""
        return Keyring(self.keys, renewal(self, lambda settings: settings.keys))

    @field_validator("master_key", "previous_master_key")
    @classmethod
    def _is_a_key(cls, given: SecretStr | None) -> SecretStr | None:
        return must_be_a_key(given)


def must_be_a_key(given: SecretStr | None) -> SecretStr | None:
    """For validators. Raises ValueError."""
    if given is not None:
        try:
            decode(given)
        except UnusableKey:
            raise ValueError("must be 32 bytes in base64") from None
    return given


def load_or_exit(settings_class: type[SettingsT]) -> SettingsT:
    """The settings, or the end of the process with a sentence on standard error."""
    try:
        return settings_class.load()
    except ConfigurationFault as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(EXIT_UNCONFIGURED)


def _database_urls(settings: ServiceSettings) -> Sequence[str]:
    given = (settings.database_url, settings.previous_database_url)
    return [url.get_secret_value() for url in given if url]


def secrets_dir() -> Path:
    """Where secret files lie."""
    return Path(os.environ.get(SECRETS_DIR_VARIABLE) or DEFAULT_SECRETS_DIR)


def _secret_files() -> Sequence[tuple[str, int]]:
    """Each with the instant it was last written."""
    try:
        return sorted((file.name, file.stat().st_mtime_ns) for file in secrets_dir().iterdir())
    except OSError:  # none, or one that is being replaced: looked at again
        return ()


def _prefix(settings: type[BaseSettings]) -> str:
    return str(settings.model_config.get("env_prefix", ""))


def _explain(settings: type[ServiceSettings], fault: ValidationError) -> str:
    lines = [f"{settings.__module__}: refusing to start, the configuration is not usable:"]
    for error in fault.errors(include_input=False, include_url=False):
        field = ".".join(str(part) for part in error["loc"])
        known = settings.model_fields.get(field)
        meaning = f" ({known.description})" if known and known.description else ""
        said = "missing or empty" if error["type"] == "missing" else error["msg"]
        lines.append(f"  {_given_by(settings, field)}: {said}{meaning}")
    lines.append(f"Set them in the environment or as files in ${SECRETS_DIR_VARIABLE} (default {DEFAULT_SECRETS_DIR}).")
    return "\n".join(lines)


def _given_by(settings: type[ServiceSettings], field: str) -> str:
    own = f"{_prefix(settings)}{field}".upper()
    return own if os.environ.get(own) else settings.variable(field)
