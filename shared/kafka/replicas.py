"""How many replicas must have a record before it is acknowledged."""


def in_sync(replication_factor: int) -> dict[str, str]:
    """The topic's setting: of several replicas one may be away, a single one may not."""
    return {"min.insync.replicas": str(max(1, replication_factor - 1))}
