"""A letter as DOCX, for who has to work on it: GB/T 9704's page and type, the county's own fonts by name.

The file is written here, a few parts of Office Open XML: paragraphs and plain tables. The same letter gives the same
bytes.
"""

from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from shared.characters import REPLACEMENT, replace_unfit
from shared.letters.letter import Letter, LetterTable
from shared.letters.press import MOST_CHARACTERS, SEAL, LetterTooLong

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_FONT, BODY_FONT = "方正小标宋简体", "仿宋_GB2312"
# Half points: size 2 is 22 points, size 3 is 16; 28 points a line give 22 lines a page.
_TITLE, _BODY, _LINE = 44, 32, 560
_CELL, _CELL_LINE = 24, 360
# Twentieths of a point: 156 mm.
_WIDTH = 8_844
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
# Twentieths of a point: A4, 37 mm above, 28 mm at the binding edge, 156 by 225 mm of text.
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/>'
    "</w:sectPr>"
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES = (
    f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{DOCX}.main+xml"/></Types>'
)
_LINKS = (
    f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Target="word/document.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def docx_of(letter: Letter) -> bytes:
    """CPU work, some milliseconds. Raises `LetterTooLong`."""
    document = (
        f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{"".join(_paragraphs(letter))}{_PAGE}</w:body></w:document>'
    )
    if len(document) > 40 * MOST_CHARACTERS:
        raise LetterTooLong(limit=MOST_CHARACTERS)
    day = letter.issued_on
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        for name, part in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _LINKS), ("word/document.xml", document)):
            entry = ZipInfo(name, (max(1980, day.year), day.month, day.day, 12, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            file.writestr(entry, part.encode())
    return buffer.getvalue()


def _paragraphs(letter: Letter) -> Iterator[str]:
    yield _paragraph(letter.headed, font=TITLE_FONT, size=_TITLE, align="center", colour="C00000")
    yield _paragraph(letter.numbered, align="right")
    yield _paragraph(letter.title.zh, font=TITLE_FONT, size=_TITLE, align="center")
    yield _paragraph(letter.addressee.zh)
    for paragraph in letter.body:
        for line in paragraph.zh.splitlines():
            if line.strip():
                yield _paragraph(line.strip(), indent=True)
    for table in letter.tables:
        yield from _table(table)
    yield _paragraph(SEAL, align="right")
    # Four characters from the right edge.
    yield _paragraph(letter.issued_by, align="right", from_right=4)
    yield _paragraph(letter.dated, align="right", from_right=4)


def _table(table: LetterTable) -> Iterator[str]:
    """Its heads are repeated on each page."""
    widths = [_WIDTH * share // sum(table.shares) for share in table.shares]
    yield _paragraph(table.title.zh, align="center")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in _SIDES)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield f'<w:tbl><w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
    yield f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    yield _row([head.zh for head in table.heads], widths, "<w:trPr><w:tblHeader/></w:trPr>")
    for row in table.rows:
        yield _row(row, widths)
    yield "</w:tbl>"


def _row(cells: Sequence[str], widths: Sequence[int], properties: str = "") -> str:
    made = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{_paragraph(cell, size=_CELL, align='center', line=_CELL_LINE)}</w:tc>"
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr>{properties}{''.join(made)}</w:tr>"


def _paragraph(
    text: str,
    *,
    font: str = BODY_FONT,
    size: int = _BODY,
    align: str = "both",
    indent: bool = False,
    from_right: int = 0,
    colour: str = "",
    line: int = _LINE,
) -> str:
    said = escape(replace_unfit(text.replace("\t", " ")).replace(REPLACEMENT, "□"), quote=False)
    first = ' w:firstLineChars="200"' if indent else ""
    right = f' w:rightChars="{100 * from_right}"' if from_right else ""
    indented = f"<w:ind{first}{right}/>" if first or right else ""
    coloured = f'<w:color w:val="{colour}"/>' if colour else ""
    return (
        f'<w:p><w:pPr><w:spacing w:line="{line}" w:lineRule="exact"/>{indented}<w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>{coloured}'
        f'<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{said}</w:t></w:r></w:p>'
    )
