"""What is paid to whom for which month: entitlements, batches released by two persons, results, recovery."""

from shared.service.room import Room

ROOM = Room(__name__)
