"""Who may do what with veterans' files (docs/rules.md)."""

from shared.auth.roles import Role

# Health, hardship and categories are read where they are decided.
READERS_OF_SENSITIVE = (Role.CENTRE_STAFF, Role.STATION_STAFF)
