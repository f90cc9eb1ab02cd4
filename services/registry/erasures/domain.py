"""Who may be erased and by whom (pure)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.erasures.parameters import FILE_NUMBER_LENGTH, Ground
from services.registry.veterans.domain.standing import FileState, PersonIsMerged
from services.registry.veterans.parameters.challenges import CHALLENGE_MONTHS
from shared.approval.proposal import Proposal
from shared.refusal import Conflict, FieldFault, Invalid


class OtherFile(Invalid):
    """Whoever confirms types the number of the file, since nothing can be taken back."""

    code = "other-file"
    zh = "与档案编号不符，请核对后重新填写。"
    en = "Not the number of this file; look again."


class KeptByLaw(Conflict):
    """PIPL 13 (3), 47: who is in the register and lives is looked after by statutory duty."""

    code = "kept-by-law"
    zh = (
        "不能删除，因为在册退役军人、优抚对象的档案为履行法定职责所必需"
        "（个人信息保护法第十三条第一款第三项、第四十七条）。"
    )
    en = (
        "It cannot be erased: the file of a veteran or recipient in the register is needed for a statutory duty"
        " (Personal Information Protection Law, articles 13 (1) 3 and 47)."
    )


class KeptElsewhere(Conflict):
    """No day is known from which it would not be needed: another county records the death, and he may come back."""

    code = "kept-for-return"
    zh = (
        "不能删除，因为该人员已迁往外县，本县不掌握其是否健在；档案供其迁回和核对待遇发放月份使用"
        "（退役军人保障法第七十五条），继续保存。"
    )
    en = (
        "It cannot be erased: the person has moved to another county, which records his death; the file is kept for his"
        " return, and for who paid through which month (Veterans Protection Law, article 75)."
    )


class KeptForFamily(Conflict):
    """PIPL 13 (3): a veteran's record of his family needs the name, and it goes with the key of this file."""

    code = "kept-for-family"
    zh = (
        "不能删除，因为该人员还登记为退役军人的家属或者代办人，对方的档案需要其姓名"
        "（个人信息保护法第十三条第一款第三项）。"
    )
    en = (
        "It cannot be erased: the person is recorded as a relative or proxy of a veteran, whose file needs the name"
        " (Personal Information Protection Law, article 13 (1) 3)."
    )


class KeptUntil(Conflict):
    """PIPL 47: what is to be kept for a time is kept, and nothing else is done with it."""

    code = "kept-until"
    zh = (
        "不能删除，因为档案的保存期限或者死亡、注销、合并登记的起诉期限未满，{until}起方可办理"
        "（个人信息保护法第四十七条第二款、行政诉讼法第四十六条）。"
    )
    en = (
        "It cannot be erased before {until}, when the time for which it is kept is over, and that in which the record"
        " of the death, deregistration or merge may be challenged in court (Personal Information Protection Law,"
        " article 47 (2); Administrative Litigation Law, article 46)."
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended the time in the register: `died_on` of who has died, None of who was deregistered, or recorded in
    error; the day on which the last was recorded that an erasure rests on."""

    died_on: date | None
    recorded_on: date


def ground_of(state: str, ended: Ended | None, *, today: date, keep_years: int) -> Ground:
    """What allows to erase somebody whose file is in this state; whatever day of death was typed, the record of it has
    stood as long as it may be challenged. Raises `KeptByLaw`, `KeptElsewhere`, `KeptUntil`, `PersonIsMerged`."""
    if state == FileState.MERGED:
        raise PersonIsMerged
    if state == FileState.TRANSFERRED_OUT:
        raise KeptElsewhere
    if state not in {FileState.DECEASED, FileState.DEREGISTERED} or ended is None:
        raise KeptByLaw
    until = first_day_beyond(ended.recorded_on, CHALLENGE_MONTHS)
    if ended.died_on is not None:
        until = max(until, first_day_beyond(ended.died_on, 12 * keep_years))
    if today < until:
        raise KeptUntil(until=until.isoformat())
    return Ground.DEREGISTERED if state == FileState.DEREGISTERED else Ground.RETENTION_ENDED


def first_day_beyond(day: date, months: int) -> date:
    """The same day of a later month; where that has none, the first of the next."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 2, 1)


@dataclass(frozen=True, slots=True)
class ErasureProposal(Proposal):
    """An erasure that was proposed, and how it ended."""

    person_id: UUID
    document: str


def file_number_of(person_id: UUID) -> str:
    """The end of a file's number, as pages show it."""
    return person_id.hex[-FILE_NUMBER_LENGTH:]


def must_be_of(typed: str, person_id: UUID) -> None:
    """Raises `OtherFile`."""
    if typed.strip().lower() != file_number_of(person_id):
        different = FieldFault("file_number", "other-file", "不是该档案编号的后八位。", "Not the end of its number.")
        raise OtherFile(fields=[different])
