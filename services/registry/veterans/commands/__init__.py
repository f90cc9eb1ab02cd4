"""What can be done with a veteran's file.

`enrolment` and `sealing` are how files are written, one or a thousand; the import uses them too.
"""

from services.registry.veterans.commands.disclose import disclose_fields

__all__ = ["disclose_fields"]
