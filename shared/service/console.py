"""What is done on the server itself, when nobody can sign in to do it.

Whoever may start such a task holds the database's password anyhow. It goes by a command all the same, so that the audit
has it, with the machine's user for an address.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from shared import clock
from shared.auth.caller import NOBODY, Caller
from shared.command import Work
from shared.http.refusals import InvalidRequest
from shared.http.validation import Reason, RequestBody, faults_of
from shared.refusal import Refusal
from shared.settings import ServiceSettings


@dataclass(frozen=True)
class ConsoleTask:
    """`python -m services.<name>.worker NAME --argument TEXT …`; `arguments` are all required, each with its help, and
    with `choices` one of those.

    `run` is given the settings, what a command is called with, and the arguments; what it answers is printed.
    `once_migrated`: what of it is looked after whenever the database was migrated, before the service starts.
    """

    name: str
    help: str
    arguments: Mapping[str, str]
    run: Callable[[Any, Work, Mapping[str, str]], Awaitable[str]]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    once_migrated: Callable[[Any, Work], Awaitable[None]] | None = None


def add_tasks(parsers: Any, tasks: Sequence[ConsoleTask]) -> None:
    """To the subparsers of a command line."""
    for task in tasks:
        parser = parsers.add_parser(task.name, help=task.help)
        for name, described in task.arguments.items():
            parser.add_argument(f"--{name}", required=True, help=described, choices=task.choices.get(name))


async def run_on_console(task: ConsoleTask, settings: ServiceSettings, asked: argparse.Namespace, work: Work) -> int:
    """The exit status; a refusal is told in both languages."""
    arguments = {name: str(getattr(asked, name)) for name in task.arguments}
    try:
        _check_reason(arguments)
        sys.stdout.write(f"{await task.run(settings, work, arguments)}\n")
    except Refusal as refusal:
        fields = "".join(f"\n{fault.zh} · {fault.en}" for fault in refusal.fields)
        sys.stderr.write(f"{refusal.sentence('zh-CN')} · {refusal.sentence('en')}{fields}\n")
        return 1
    return 0


def _check_reason(arguments: Mapping[str, str]) -> None:
    """What the audit is told is asked for as by a form. Raises InvalidRequest."""
    try:
        _Reasoned(reason=arguments.get("reason"))
    except ValidationError as wrong:
        raise InvalidRequest(fields=faults_of(wrong.errors())) from None


class _Reasoned(RequestBody):
    reason: Reason | None


def console_work(engine: Any) -> Work:
    """Done by nobody who has an account."""
    return Work(engine, Caller(NOBODY, (), address=f"console {_user()}"), clock.now())


def _user() -> str:
    """The machine's user; by his number where he has no name, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # until Python 3.13, and from then on
        return str(os.getuid())
