"""What is done about erasures.

proposing   one person proposes it; refused by another, or taken back
confirming  another confirms it, and it is done
erasing     what is destroyed in registry, and the event by which the other services do alike
parties     whoever was a party to cases alone, which have been kept long enough
restoring   done again in a database that was restored to before it
"""

from services.registry.erasures.commands.confirming import confirm_erasure
from services.registry.erasures.commands.proposing import propose_erasure, refuse_erasure, withdraw_erasure

__all__ = ["propose_erasure", "confirm_erasure", "refuse_erasure", "withdraw_erasure"]
