"""What can be done with a register handed in as a file: take it in, judge it or do what it
asks for, a chunk at a time, give it up."""

from services.registry.imports.commands.acting import apply_chunk
from services.registry.imports.commands.ending import fail_import
from services.registry.imports.commands.judge import judge_chunk
from services.registry.imports.commands.request import request_import

__all__ = ["request_import", "judge_chunk", "apply_chunk", "fail_import"]
