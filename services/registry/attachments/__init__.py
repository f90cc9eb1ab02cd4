"""Attachments: photographs and evidence, sealed under the person's key, each with what it belongs to."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
