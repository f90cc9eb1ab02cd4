"""Two files of one person become one, and two again.

proposing  one person: what is to be done with a pair; refused by another, or taken back
merging    a second person: done
"""

from services.registry.merges.commands.merging import confirm_merge
from services.registry.merges.commands.proposing import (
    propose_merge,
    propose_unmerge,
    refuse_merge,
    withdraw_merge,
)

__all__ = ["confirm_merge", "propose_merge", "propose_unmerge", "refuse_merge", "withdraw_merge"]
