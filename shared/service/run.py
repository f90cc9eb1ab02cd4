"""`python -m services.<name>.main`: one API, one process."""

import asyncio
import sys
from collections.abc import Callable
from typing import TypeVar

import uvloop
from fastapi import FastAPI

from shared import clock, garbage
from shared.logs import configure_logging
from shared.service import routes
from shared.service.serving import serve
from shared.service.supervision import DRAIN_SECONDS, stop_on_signal
from shared.settings import ServiceSettings, load_or_exit
from shared.spans import export_spans

SettingsT = TypeVar("SettingsT", bound=ServiceSettings)


def run_api(create_app: Callable[[SettingsT], FastAPI], settings_class: type[SettingsT]) -> None:
    """Serve until SIGTERM or SIGINT; finish what is under way, at most nine seconds long. Exits the process."""
    garbage.look_seldom()
    settings = load_or_exit(settings_class)
    clock.set_ahead(settings.clock_ahead)
    configure_logging(service=f"{settings.service_name}-api", level=settings.log_level)
    export_spans(settings.otlp_endpoint, service=f"{settings.service_name}-api")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        served = runner.run(_run(create_app, settings))
    sys.exit(0 if served else 1)


async def _run(create_app: Callable[[SettingsT], FastAPI], settings: SettingsT) -> bool:
    stop = stop_on_signal()
    app = create_app(settings)
    routes.index(app)
    garbage.settle()
    return await serve(
        app,
        host=settings.http_host,
        port=settings.http_port,
        stop=stop,
        drain_seconds=DRAIN_SECONDS,
        lifespan="on",
    )
