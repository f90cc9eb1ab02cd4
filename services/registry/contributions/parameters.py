"""The classes of contributions."""

from collections.abc import Mapping

from shared.events.service_codes import CONTRIBUTION_CLASS
from shared.language import Named

CLASSES: Mapping[str, Named] = CONTRIBUTION_CLASS.by_code()

# In place of what was done, of whom is erased.
FORGOTTEN = ""
