"""The part of every worker that keeps the audit's chain: verifies its end at the start, then links what commits.

A broken chain stops nobody's work, and never heals: it is an error in the log, a metric, a figure of `veterans status`
and a row in the audit itself, again at every start (docs/decisions/0024-audit.md).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.audit import metrics
from shared.audit.chain import Link, Reached, extend_chain
from shared.audit.own_accounts import CHAIN_WRITER
from shared.audit.record import AuditEntry, record_audit
from shared.audit.verification import Verified, add_checkpoint, last_checkpoint, verify_chain
from shared.clock import machine_now
from shared.database.failures import is_transient
from shared.health import Check
from shared.stopping import run_until, sleep_until

POLL_SECONDS = 2.0
STOP_SECONDS = 5.0
# A start verifies at most so many links, and what was chained in a day.
CHECKPOINT_LINKS = 1_000
CHECKPOINT_AGE = timedelta(days=1)

_FOUND = AuditEntry(CHAIN_WRITER, "verify-audit", result="audit-chain-broken")
_log = structlog.get_logger(__name__)


class ChainWriter:
    """Several may run against one database: one links at a time, each verifies at its own start."""

    name = "audit-chain"

    def __init__(
        self, engine: AsyncEngine, *, clock: Callable[[], datetime] = machine_now, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._reached = Reached()
        self._verified: Verified | None = None
        self._is_behind = False
        self._trouble = ""

    async def run(self, stop: asyncio.Event) -> None:
        await run_until(stop, self._keep_going(stop), within_seconds=STOP_SECONDS)

    async def checks(self) -> Sequence[Check]:
        """Whether it reaches the database; findings leave the process ready."""
        found = self._verified.count if self._verified else 0
        return (Check(self.name, not self._trouble, self._trouble or f"{found} findings"),)

    async def flow(self) -> Mapping[str, int]:
        """`audit_findings`: places where the audit is not as it was written."""
        return {"audit_findings": self._verified.count if self._verified else 0}

    async def _keep_going(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                if self._verified is None:
                    await self.verify()
                # What commits meanwhile is chained together: row by row it would cost a transaction each.
                while not stop.is_set() and await self.extend() and self._is_behind:
                    pass
                self._trouble = ""
            except Exception as fault:
                if not is_transient(fault):
                    raise
                self._trouble, self._reached = type(fault).__name__, Reached()
                _log.warning("audit_chain_waits_for_database", cause=self._trouble)
            await sleep_until(stop, self._poll_seconds)

    async def verify(self) -> Verified:
        """The links since the last checkpoint; what is found is recorded."""
        async with self._engine.begin() as connection:
            checkpoint, _ = await last_checkpoint(connection)
            verified = await verify_chain(connection, after=checkpoint)
            for finding in verified.findings:
                subject = f"audit-chain {finding.position} {finding.tampering}"
                _log.error("audit_chain_broken", subject=subject, audit_id=finding.audit_id)
                await record_audit(connection, replace(_FOUND, subject=subject), now=self._clock())
        metrics.FINDINGS.set(verified.count)
        self._verified = verified
        return verified

    async def extend(self) -> bool:
        """One stretch of links; whether there was one. The log keeps its digest out of the database's reach."""
        async with self._engine.begin() as connection:
            reached, last, self._is_behind = await extend_chain(connection, self._reached)
        self._reached = reached
        if last is None:
            return False
        _log.info("audit_chained", position=last.position, digest=last.digest.hex())
        await self._note(last)
        return True

    async def _note(self, last: Link) -> None:
        """No checkpoint behind a finding: the next start is to find it again."""
        if self._verified is None or self._verified.count:
            return
        async with self._engine.begin() as connection:
            checkpoint, made_at = await last_checkpoint(connection)
            is_old = made_at is None or self._clock() - made_at >= CHECKPOINT_AGE
            if is_old or last.position - checkpoint.position >= CHECKPOINT_LINKS:
                await add_checkpoint(connection, last, now=self._clock())
