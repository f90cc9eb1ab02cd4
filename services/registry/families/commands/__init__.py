"""What can be done with family relations.

recording  somebody is, or was, of a veteran's family
changing   what was recorded is corrected, ended, revoked
"""

from services.registry.families.commands.changing import correct_relation, end_relation, revoke_relation
from services.registry.families.commands.recording import record_relation

__all__ = ["record_relation", "correct_relation", "end_relation", "revoke_relation"]
