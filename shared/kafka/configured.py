"""How the broker is reached, as a service is told by its settings."""

from shared.followed import Followed
from shared.kafka.broker import Broker
from shared.settings import ConfigurationFault, ServiceSettings, renewal


def broker_of(settings: ServiceSettings) -> Broker:
    """The password follows its file. Raises ConfigurationFault: an API does without, the worker does not."""
    password, authority = settings.kafka_password, settings.kafka_authority
    if password is None or authority is None:
        missing = [name for name in ("kafka_password", "kafka_authority") if getattr(settings, name) is None]
        names = ", ".join(settings.variable(name) for name in missing)
        raise ConfigurationFault(f"{names}: missing or empty; without it Kafka cannot be reached")
    prefix = f"{settings.kafka_prefix}." if settings.kafka_prefix else ""
    return Broker(
        servers=settings.kafka_bootstrap_servers,
        user=settings.kafka_user or f"{prefix}{settings.service_name}",
        password=Followed(password.get_secret_value(), renewal(settings, _password)),
        authority=authority,
        prefix=prefix,
    )


def _password(settings: ServiceSettings) -> str | None:
    return settings.kafka_password.get_secret_value() if settings.kafka_password else None
