"""What can be done about applications to join the Party: `submitting`, `advancing`, `ending`, `correcting`; `keeping`
and `membership` are parts of them, `following` and `forgetting` of commands about files."""

from services.registry.party_applications.commands.advancing import advance_application
from services.registry.party_applications.commands.correcting import CorrectedApplication, correct_application
from services.registry.party_applications.commands.ending import close_application
from services.registry.party_applications.commands.following import end_with_file, go_on_with_file, go_with_file
from services.registry.party_applications.commands.forgetting import forget_applications
from services.registry.party_applications.commands.submitting import Submitted, submit_application

__all__ = [
    "submit_application",
    "Submitted",
    "advance_application",
    "close_application",
    "correct_application",
    "CorrectedApplication",
    "end_with_file",
    "forget_applications",
    "go_on_with_file",
    "go_with_file",
]
