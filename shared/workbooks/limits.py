"""How much a file may hold, and how much reading it may take."""

# What a chunk tells is told at once, and what somebody does at the counter meanwhile waits for it.
ROWS_PER_CHUNK = 50
# A small file can name one long text in a million cells. No field takes as much as is read of a cell, so that what is
# too long is seen to be, and no template has as many columns; a chunk that would hold more characters ends earlier.
LONGEST_CELL = 2_001
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
