"""`python -m services.<name>.main`: one API, one process."""

import sys
from collections.abc import Callable
from typing import TypeVar

import uvicorn
from fastapi import FastAPI

from shared.logs import configure_logging
from shared.settings import ConfigurationFault, ServiceSettings

SettingsT = TypeVar("SettingsT", bound=ServiceSettings)

DRAIN_SECONDS = 7
EXIT_UNCONFIGURED = 78  # EX_CONFIG of sysexits.h: a supervisor need not try again


def run_api(create_app: Callable[[SettingsT], FastAPI], settings_class: type[SettingsT]) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is under way, at most seven seconds."""
    settings = load_or_exit(settings_class)
    configure_logging(service=f"{settings.service_name}-api", level=settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def load_or_exit(settings_class: type[SettingsT]) -> SettingsT:
    """The settings, or the end of the process with a sentence on standard error."""
    try:
        return settings_class.load()
    except ConfigurationFault as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(EXIT_UNCONFIGURED)
