"""The columns of an import file. A file has those it needs, in any order; the required ones always."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.registry.veterans.parameters.fields import FIELDS, Kind

# A unit may be named instead of coded; `imports/domain` turns the name into the code.
UNIT_NAME = "org_name"
UNIT_CODE = "org_code"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Chinese header, the field it fills, how a value is written, what a cell may be chosen from."""

    header: str
    field: str
    kind: Kind
    en: str
    required: bool = False
    choices: tuple[str, ...] = ()


_YES_NO = ("是", "否")

COLUMNS = (
    *(
        Column(
            field.zh,
            field.name,
            field.kind,
            field.en,
            # The responsible unit stands in one of two columns.
            field.required and field.name != UNIT_CODE,
            _YES_NO if field.kind is Kind.FLAG else tuple(c.zh for c in field.code_set.codes) if field.code_set else (),
        )
        for field in FIELDS
    ),
    Column("服务室名称", UNIT_NAME, Kind.TEXT, "name of the responsible room or station, instead of its code"),
)

COLUMN: Mapping[str, Column] = {column.header: column for column in COLUMNS}
HEADER_OF: Mapping[str, str] = {column.field: column.header for column in COLUMNS}
REQUIRED_HEADERS = tuple(column.header for column in COLUMNS if column.required)
# At least one of these must be there.
UNIT_HEADERS = tuple(column.header for column in COLUMNS if column.field in {UNIT_CODE, UNIT_NAME})

ROWS_PER_CHUNK = 1_000
# A small file can name one long text in a million cells. No field takes as much as a cell may hold, and no template has
# as many columns; a chunk that would hold more characters ends earlier.
LONGEST_CELL = 1_000
MOST_CELLS = 256
CHARACTERS_PER_CHUNK = 4_000_000

# Of every message of the process that reads a file.
LENGTH_BYTES = 4
# A process of its own reads the file; a machine with less memory than this at hand should not be asked to.
READER_MEMORY_BYTES = 1 << 30
READER_SECONDS = 120
# So many files are read at once, and so long one may wait for its turn.
READERS = 2
READER_WAIT_SECONDS = 60
# Files of one account that wait to be worked off.
MOST_WAITING = 10

# Above every limit a county may set (settings.py): what the server takes off the wire at all.
MOST_UPLOAD_BYTES = 256 << 20
