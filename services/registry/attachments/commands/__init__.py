"""Attaching, taking back, seeing in clear: about `persons`, of the work of `units`; `storing` is what both do."""

from services.registry.attachments.commands.persons import (
    attach,
    disclose_attachment,
    forget_attachments,
    withdraw_attachment,
)
from services.registry.attachments.commands.units import (
    attach_evidence,
    see_evidence,
    withdraw_evidence,
)

__all__ = [
    "attach",
    "attach_evidence",
    "disclose_attachment",
    "forget_attachments",
    "see_evidence",
    "withdraw_attachment",
    "withdraw_evidence",
]
