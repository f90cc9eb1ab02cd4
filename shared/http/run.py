"""`python -m services.<name>.main`: one API, one process."""

from collections.abc import Callable
from typing import TypeVar

import uvicorn
from fastapi import FastAPI

from shared.logs import configure_logging
from shared.settings import ServiceSettings, load_or_exit

SettingsT = TypeVar("SettingsT", bound=ServiceSettings)

DRAIN_SECONDS = 7


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
