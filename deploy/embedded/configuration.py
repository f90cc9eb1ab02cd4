"""What each service of an embedded stack is told: settings in its environment, secrets in files only we can read."""

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.embedded.certificates import Authority
from deploy.embedded.ports import LOOPBACK
from deploy.embedded.secrets import kept, random_password, replaced
from deploy.embedded.site import SERVICES, Site

# Once replaced, the search key is the other one (deploy/embedded/rotation.py).
STANDS_FOR = {"registry_search_key_a": "registry_search_key_b"}
# A stack on one machine is for trials and tests: of the demo county, unless another is named.
TRIAL_COUNTY = "411329"
# Read when a process begins. One arena per thread would cost each of the eight processes some 10 MB.
OF_A_PROCESS = {"MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}
KEEPS_PERSONAL_FIELDS = frozenset({"registry", "benefits", "notifications"})


def encryption_key() -> str:
    """32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def signing_key() -> str:
    """An ES256 private key, PEM."""
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def generated(service: str) -> Mapping[str, Callable[[], str]]:
    """The secrets of a service that are made up once, by the name of their file."""
    made: dict[str, Callable[[], str]] = {
        "database_password": random_password,
        f"{service}_kafka_password": random_password,
        f"{service}_identity_key": signing_key,
    }
    if service in KEEPS_PERSONAL_FIELDS:
        made[f"{service}_master_key"] = encryption_key
    if service == "registry":
        made["registry_search_key_a"] = encryption_key
        made |= {"registry_signing_key": signing_key, "registry_setup_token": random_password}
    return made


def secrets_folder(site: Site, service: str) -> Path:
    return site.home / "secrets" / service


def write_secrets(site: Site) -> None:
    """Make what is missing; change nothing that exists. The URL follows the port, so it is written each time."""
    for service in SERVICES:
        folder = secrets_folder(site, service)
        for name, make in generated(service).items():
            if not (folder / STANDS_FOR.get(name, name)).exists():
                kept(folder / name, make)
        replaced(folder / f"{service}_database_url", database_url(site, service))
    write_service_keys(site)
    Authority(site.home / "secrets").certified("kafka")  # before the broker and all services ask for it at once


def write_service_keys(site: Site) -> None:
    """Tell registry by which keys it knows the services: those in use, and beside one the next where there is one."""
    told = []
    for service in SERVICES:
        folder = secrets_folder(site, service)
        files = (folder / f"{service}_identity_key", next_identity_key(site, service))
        pems = dict.fromkeys(public_key(file.read_text()) for file in files if file.exists())
        told.append(f"[{service}]\nkeys = [\n" + "".join(f'"""\n{pem}""",\n' for pem in pems) + "]\n")
    replaced(secrets_folder(site, "registry") / "registry_service_keys", "\n".join(told))


def next_identity_key(site: Site, service: str) -> Path:
    """Where the key lies that is about to take the place of a service's own; no setting has this name."""
    return secrets_folder(site, service) / "next_identity_key"


def public_key(pem: str) -> str:
    """The public half of a private key, both PEM."""
    private = serialization.load_pem_private_key(pem.encode(), None)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return private.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def database_url(site: Site, service: str) -> str:
    """As the service's own login role."""
    password = kept(secrets_folder(site, service) / "database_password")
    return f"postgresql://{service}:{password}@{LOOPBACK}:{site.postgres_port(service)}/{service}"


def kafka_passwords(site: Site) -> dict[str, str]:
    """By service, what it shows Kafka."""
    return {each: kept(secrets_folder(site, each) / f"{each}_kafka_password") for each in SERVICES}


def setup_token(site: Site) -> str:
    """The one-time token that creates the first administrator."""
    return kept(secrets_folder(site, "registry") / "registry_setup_token")


def environment(site: Site, service: str) -> dict[str, str]:
    """Of the API and of the worker alike."""
    return _clock(site.clock_ahead) | {
        "VETERANS_KAFKA_BOOTSTRAP_SERVERS": f"{LOOPBACK}:{site.kafka_port(service)}",
        "VETERANS_KAFKA_AUTHORITY": str(Authority(site.home / "secrets").certificate),
        "VETERANS_TRUSTED_PROXIES": LOOPBACK,
        "VETERANS_TOKEN_ISSUER": site.api_url("registry"),
        "VETERANS_JWKS_URL": f"{site.registry_url(service)}/.well-known/jwks.json",
        "VETERANS_SYNTHETIC_IDS_ALLOWED": str(site.synthetic).lower(),
        "VETERANS_SITE_URL": site.url,
        "REGISTRY_CENTRE_CODE": os.environ.get("REGISTRY_CENTRE_CODE") or TRIAL_COUNTY,
        "VETERANS_SITE_NAME": "新野县退役军人事务系统（演示）" if site.synthetic else "",
        "VETERANS_SECRETS_DIR": str(secrets_folder(site, service)),
        f"{service.upper()}_HTTP_PORT": str(site.ports.api(service)),
        f"{service.upper()}_WORKER_PORT": str(site.ports.worker(service)),
        "REPORTING_BENEFITS_URL": site.api_url("benefits"),
        "REPORTING_NOTIFICATIONS_URL": site.api_url("notifications"),
        **OF_A_PROCESS,
    }


def _clock(ahead: timedelta) -> dict[str, str]:
    seconds = round(ahead.total_seconds())
    return {"VETERANS_CLOCK_AHEAD": f"{'-' if seconds < 0 else ''}PT{abs(seconds)}S"} if seconds else {}
