"""The pipes of a process that was started with them."""

from typing import IO, AnyStr


def given(pipe: IO[AnyStr] | None) -> IO[AnyStr]:
    """The type checker cannot know that it was asked for."""
    if pipe is None:
        raise RuntimeError("the process was started without this pipe")
    return pipe
