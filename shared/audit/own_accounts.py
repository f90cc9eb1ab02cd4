"""Under which accounts the audit has what services do by themselves. Nobody can sign in to one of them."""

from uuid import UUID


def _account(number: int) -> UUID:
    return UUID(f"00000000-0000-7000-8000-{number:012}")


SCHEDULER = _account(12)
CHAIN_WRITER = _account(29)
ERASER = _account(38)
SENDER = _account(8204)
FETCHER_OF_NUMBERS = _account(8214)
FINDER_OF_DUPLICATES = _account(8224)
TELLER_OF_AGES = _account(8225)
CALLER_OF_WEBHOOKS = _account(8234)
COMPARER = _account(8246)
ANSWERER_OF_CLOSINGS = _account(8247)
MERGER_OF_UNITS = _account(8248)
SIMULATOR = _account(8249)
RECONCILER = _account(8250)
FETCHER_OF_FACTS = _account(8251)
