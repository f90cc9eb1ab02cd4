"""What can be done with a file: take it in (`requesting`), judge a register (`registering`) or do what a list of acts
asks for (`acting`), a chunk at a time; give it up (`ending`); take back all that a list did (`revoking`)."""

from services.registry.imports.commands.acting import apply_chunk
from services.registry.imports.commands.ending import fail_import
from services.registry.imports.commands.registering import judge_chunk
from services.registry.imports.commands.requesting import request_import

__all__ = ["request_import", "judge_chunk", "apply_chunk", "fail_import"]
