"""Files that wait while the master key is replaced."""

from services.registry.imports.tables import REGISTER_IMPORT
from shared.rotation import wrapped_keys

FILE_KEYS = wrapped_keys(REGISTER_IMPORT, REGISTER_IMPORT.c.wrapped_key, REGISTER_IMPORT.c.import_id)
