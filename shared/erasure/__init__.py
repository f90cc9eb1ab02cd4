"""What is known of a person is destroyed for good, in every service, once registry has erased the person.

forgetting  a service's part: what its rooms hold goes, in the consumer's transaction, with a row in the audit

Who may be erased, and by whom: `services/registry/erasures`, docs/decisions/0038-erasure.md.
"""

from shared.erasure.forgetting import ERASED, ERASURES, Erased, Forget, erase, erasures

__all__ = ["ERASED", "ERASURES", "Erased", "Forget", "erase", "erasures"]
