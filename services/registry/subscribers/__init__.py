"""Systems of others that read our events, by Kafka, over HTTP or by webhook: which types, until when, why.

Proposed by one, confirmed by another. What is entitled here is published, and the broker is brought to it
(deploy/kafka/subscribers.py).
"""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
