"""What is wrong with a file that was handed in, with its rows as a whole, or with how one of them is written."""

from shared.refusal import Invalid, TooLarge, Unsupported


class FileTooLarge(TooLarge):
    code = "file-too-large"
    zh = "文件超过{limit_mb}MB，请分成几个文件导入。"
    en = "The file is larger than {limit_mb} MB; import it in several files."


class NotASpreadsheet(Unsupported):
    code = "not-a-spreadsheet"
    zh = "文件不是 XLSX 或 CSV（UTF-8 或 GB18030 编码）。"
    en = "The file is neither XLSX nor CSV (in UTF-8 or GB18030)."


class OldWorkbook(Unsupported):
    code = "old-workbook"
    zh = "文件是旧版 XLS 或设有密码，请另存为不带密码的 XLSX。"
    en = "The file is an old XLS workbook or has a password; save it as XLSX without one."


class UnpacksTooLarge(TooLarge):
    code = "unpacks-too-large"
    zh = "文件解压后超过{limit_mb}MB，拒绝读取。"
    en = "The file unpacks to more than {limit_mb} MB and is not read."


class FileUnreadable(Invalid):
    code = "file-unreadable"
    zh = "文件已损坏，或读取所需的内存、时间超过限制。"
    en = "The file is damaged, or reading it takes more memory or time than allowed."


class FormulasFound(Invalid):
    code = "formulas-found"
    zh = "单元格含有公式（{cells}），请粘贴为数值后再导入。"
    en = "Cells hold formulas ({cells}); paste them as values and import again."


class SheetEmpty(Invalid):
    code = "sheet-empty"
    zh = "第一个工作表没有数据行。"
    en = "The first sheet has no data rows."


class TooManyRows(TooLarge):
    code = "too-many-rows"
    zh = "数据超过{limit}行，请分成几个文件导入。"
    en = "The sheet has more than {limit} rows; import it in several files."


class TooManyColumns(TooLarge):
    code = "too-many-columns"
    zh = "第一个工作表超过{limit}列，请只保留模板中的列。"
    en = "The first sheet has more than {limit} columns; keep those of the template only."


class HeadersWrong(Invalid):
    """`fields` names every missing header, and by its letter every column whose header is unknown: the cell may hold
    a person's data when somebody left the header row out."""

    code = "headers-wrong"
    zh = "表头与模板不符；请下载模板核对。"
    en = "The headers are not those of the template; download it and compare."


class WorkbookMissing(Invalid):
    """Nothing that could be read was sent."""

    code = "workbook-missing"
    zh = "请选择表格文件。通过接口提交的，应为 multipart/form-data，文件名为 file，dry_run 为 true 或 false。"
    en = "Choose a workbook. A program sends multipart/form-data with a file named `file`; `dry_run` is true or false."


class RowInvalid(Invalid):
    """A row cannot be read as it is written; `fields` names every cell."""

    code = "row-invalid"
    zh = "该行填写有误，原因见各列。"
    en = "The row is not written as it must be; the columns tell why."


class RowRepeated(Invalid):
    """Another row of the file says the same."""

    code = "row-repeated"
    zh = "与第 {row} 行内容相同，不重复登记。"
    en = "Row {row} says the same; it is not recorded twice."
