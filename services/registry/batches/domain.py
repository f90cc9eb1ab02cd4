"""What is wrong with many rows as a whole, or with how one of them is written."""

from shared.refusal import Invalid


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
