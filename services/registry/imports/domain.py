"""What a file must be, what becomes of an import, and what is said about each row."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.registry.imports.parameters import ROW
from services.registry.imports.parameters.faults import ACT_FAULTS
from shared.auth.caller import Caller, is_county_wide
from shared.auth.roles import Role
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound, Refusal, TooMany


class FileMissing(Invalid):
    code = "file-missing"
    zh = (
        "请选择类别和名册文件。通过接口提交的，应为 multipart/form-data，文件名为 file，dry_run 为 true 或 false，"
        "kind 为 registrations、deaths、relocations、corrections 或 social-roles。"
    )
    en = (
        "Choose a kind and a file. A program sends multipart/form-data with one file named `file`; `dry_run` is true "
        "or false, `kind` registrations, deaths, relocations, corrections or social-roles."
    )


class KindNotAllowed(Forbidden):
    """What somebody may not do once, he may not do by the hundred."""

    code = "import-kind-not-allowed"
    zh = "您不能导入此类名册，因为您不能逐人办理该事项。"
    en = "You cannot import files of this kind: you may not do such a thing one by one."


class TooManyImports(Conflict):
    code = "too-many-imports"
    zh = "您已有{limit}次导入尚未完成，请待其完成后再提交。"
    en = "{limit} of your imports are not finished yet; hand in the next one when they are."


class TooManyRowsToday(TooMany):
    """A rehearsal counts as well: it says who is registered."""

    code = "too-many-rows-today"
    zh = "服务室账号24小时内最多导入{limit}行，请减少行数或明天再导入。"
    en = "An account of a room may import {limit} rows in 24 hours; send fewer, or the rest tomorrow."


class TooManyActsToday(TooMany):
    """Of whoever is not the centre's: a row says whether one of his people has the number. Rehearsals count as well."""

    code = "too-many-acts-today"
    zh = "服务站账号24小时内最多上传{limit}行死亡、迁移、更正名册，请减少行数或明天再上传。"
    en = "An account of a station may hand in {limit} rows of deaths, moves and corrections in 24 hours; send fewer."


class ImportNotFound(NotFound):
    """No such import, or it is not the caller's to see."""

    code = "import-not-found"
    zh = "没有这次导入。"
    en = "There is no such import."


class ImportUnfinished(Conflict):
    code = "import-unfinished"
    zh = "导入尚未完成，请稍后下载结果。"
    en = "The import is not finished; fetch the result later."


class ListNotRevocable(Conflict):
    code = "list-not-revocable"
    zh = "这次导入不能整批撤销，因为只有正式导入的死亡、迁移名册可以；其他的请逐人更正。"
    en = "Only what a list of deaths or moves did for good is revoked as a whole; correct the others one by one."


class NothingToRevoke(Conflict):
    code = "nothing-to-revoke"
    zh = "这次导入办理的登记均已撤销，或者没有办理任何登记。"
    en = "All that this import recorded is revoked, or it recorded nothing."


class RevocationInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "list-revocation-invalid"
    zh = "不能这样撤销，原因见各字段。"
    en = "It cannot be revoked like this; the fields tell why."


class ImportState(StrEnum):
    """`failed`: it was stopped, rows judged before that stand; why, is shown in `failure`."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Outcome(StrEnum):
    """What became of a row. In a dry run nothing is done: `accepted` and `proposed` say that it would be. A duplicate
    was done before, or says the same as another row; of an ambiguous one somebody must find out who is meant; what is
    proposed waits for a second person."""

    ACCEPTED = "accepted"
    PROPOSED = "proposed"
    DUPLICATE = "duplicate"
    AMBIGUOUS = "ambiguous"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Verdict:
    """About one row, numbered as in the sheet, where its person stands: nothing here does. A duplicate names the row of
    this file, or who is registered already; where, it never says. An act names whom it is about once it was done, and
    the record that it made, where that is revoked with the whole list."""

    row_number: int
    outcome: Outcome
    veteran_id: UUID | None = None
    record_id: UUID | None = None
    duplicate_row: int | None = None
    faults: tuple[FieldFault, ...] = ()


def is_of_rooms_only(caller: Caller) -> bool:
    """Whether somebody imports for a village room, and for nothing above it."""
    return not caller.holds(Role.CENTRE_STAFF, Role.STATION_STAFF)


def is_of_centre(caller: Caller) -> bool:
    """Whether nobody registered in the county is out of his reach."""
    return not caller.denied and any(
        grant.role is Role.CENTRE_STAFF and is_county_wide(grant.org_path) for grant in caller.grants
    )


def act_fault(field: str, code: str) -> FieldFault:
    """What speaks against doing what a row asks for."""
    zh, en = ACT_FAULTS[code]
    return FieldFault(field=field, code=code, zh=zh, en=en)


def contradicting(row_number: int) -> FieldFault:
    """Another row says otherwise of the same thing and person."""
    return FieldFault(
        ROW,
        "contradicts-row",
        f"与第{row_number}行对同一人员同一事项的填写不一致，请核对后只保留一行。",
        f"Row {row_number} says otherwise of the same person; find out which is right, and keep that one.",
    )


def faults_in(refusal: Refusal) -> tuple[FieldFault, ...]:
    """Of a refusal that names no fields, itself."""
    return refusal.fields or (FieldFault(ROW, refusal.code, refusal.sentence("zh-CN"), refusal.sentence("en")),)
