"""JSON logs on standard output, one object a line, with the correlation id and without personal data.

`structlog.get_logger(__name__).info("case_opened", case_id=…)`. Personal types print masked; long digit runs in texts
(an identity number in the message of some library's error) are blotted out, what the system itself made up (ids,
digests, codes of divisions and units) is not; of database errors only the code is kept.
"""

import logging
import re
import sys
import traceback
from typing import Any

import asyncpg
import msgspec
import structlog
from prometheus_client import Counter
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, Processor, WrappedLogger

from shared import trace
from shared.database.failures import constraint, sqlstate
from shared.privacy.personal import Personal

# Seven digits or more: phone, bank and identity numbers. A UUID is let through whole, and so is a digest: a word of
# hexadecimal digits that is longer than any number of a person, and not of figures only.
_SENSITIVE = re.compile(
    r"(?<![0-9A-Za-z])(?P<ours>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9]*[a-f])[0-9a-f]{32,})(?![0-9A-Za-z])"
    r"|\d{7,}[Xx]?"
)
# The key of an event or of an aggregate may be the code of a unit. Elsewhere such a number may be a telephone's.
_KEY, _UNIT_CODE = "key", re.compile(r"[1-8][0-9]{8}([0-9]{3})?")
_OURS = frozenset({"correlation_id", "traceparent", "timestamp", "level", "logger", "service"})
LINES_LOST_TOTAL = Counter(
    "log_lines_lost_total",
    "Lines of the log that could not be written, or not at once: the disk is full."
    " · 未能写出或者未能立即写出的日志行数：磁盘已满。",
)
_CHATTY = ("aiokafka", "httpx2", "httpcore2", "uvicorn.access", "asyncio", "alembic.runtime.plugins")


def configure_logging(*, service: str, level: str = "INFO") -> None:
    """Once per process, before anything is logged. Also takes over the standard library's loggers."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _Stamp(service),
        _faults,
        _blot,
    ]
    # Straight to standard output, not by way of the standard library.
    structlog.configure(
        processors=[_name, *shared, _to_json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_StandardOutput,
    )
    _take_over([structlog.stdlib.add_logger_name, *shared], level)


def _take_over(processors: list[Processor], level: str) -> None:
    plain: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _to_json]
    handler = _Handler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=processors, processors=plain))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def describe(fault: BaseException) -> str:
    """An error without what it may quote: type, message (of database errors the code and constraint), and where."""
    if isinstance(fault, DBAPIError | asyncpg.PostgresError | asyncpg.InterfaceError):
        said = f"{type(getattr(fault, 'orig', fault)).__name__} {sqlstate(fault)} {constraint(fault)}".strip()
    else:
        said = str(fault)
    frames = traceback.extract_tb(fault.__traceback__)[-12:]
    where = " < ".join(
        f"{frame.name} ({frame.filename.rsplit('/', 1)[-1]}:{frame.lineno})" for frame in reversed(frames)
    )
    return f"{type(fault).__name__}: {said} [{where}]"


def blotted(said: str) -> str:
    """The text without what may be a number of a person: seven digits in a row or more."""
    return _SENSITIVE.sub(lambda found: found["ours"] or "***", said)


class _StandardOutput:
    """What structlog writes with; `name` is what `get_logger` was given."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def msg(self, line: str) -> None:
        try:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        except OSError:  # a full disk; what was to be logged has happened, and its work goes on
            LINES_LOST_TOTAL.inc()

    debug = info = warning = error = critical = msg


class _Handler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _StandardOutput().msg(self.format(record))


def _name(logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["logger"] = logger.name
    return event


class _Stamp:
    def __init__(self, service: str) -> None:
        self.service = service

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["service"] = self.service
        present = trace.find_current()
        if present:
            event.setdefault("correlation_id", present.correlation_id)
            event.setdefault("traceparent", present.traceparent)
        return event


def _faults(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()[1]
    if isinstance(fault, tuple):
        fault = fault[1]
    if isinstance(fault, BaseException):
        event["fault"] = describe(fault)
        if fault.__cause__:
            event["cause"] = describe(fault.__cause__)
    return event


def _blot(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if isinstance(value, str) and name not in _OURS and not (name == _KEY and _UNIT_CODE.fullmatch(value)):
            event[name] = blotted(value)
    return event


def _to_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return msgspec.json.encode(event, enc_hook=_plain).decode()


def _plain(value: Any) -> str:
    """Objects a log line may meet. Only what is known to be harmless is printed, of the rest the type."""
    if isinstance(value, Personal):
        return value.masked()
    return describe(value) if isinstance(value, BaseException) else f"<{type(value).__name__}>"
