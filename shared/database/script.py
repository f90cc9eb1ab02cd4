"""SQL scripts, cut into the single statements that asyncpg takes."""

import re

from alembic import op
from sqlalchemy import text

# What a semicolon may stand in without ending a statement; tried in this order at each place.
_TOKEN = re.compile(
    r"""
      (?P<comment> --[^\n]* | /\*.*?\*/ )
    | (?P<quoted>  '(?:[^']|'')*' | "(?:[^"]|"")*" | (?P<tag>\$\w*\$).*?(?P=tag) )
    | (?P<end>     ; )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)


def split_statements(script: str) -> list[str]:
    """The statements of a script without their semicolons; comments are dropped.

    Knows 'strings', "names", $$ bodies $$ and both kinds of comment; not nested block comments, not E'\\'' strings.
    """
    statements = [""]
    for token in _TOKEN.finditer(script):
        if token.lastgroup == "end":
            statements.append("")
        elif token["comment"] is None:
            statements[-1] += token[0]
    return [statement.strip() for statement in statements if statement.strip()]


def execute_script(script: str) -> None:
    """Run a script of many statements inside a migration, in its transaction."""
    for statement in split_statements(script):
        op.execute(text(statement.replace(":", r"\:")))
