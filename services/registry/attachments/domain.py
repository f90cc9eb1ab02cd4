"""What may be attached: judged by what the content is, never by what it is called (pure)."""

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from services.registry.attachments.parameters import (
    BELONGINGS,
    CALLED,
    MOST_BYTES,
    MOST_PIXELS,
    TOO_MANY_PIXELS,
    UNREADABLE,
    AnyKind,
    Kind,
    MediaType,
)
from services.registry.veterans.domain.standing import FileState, must_be_registered
from shared.language import Text
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound, TooLarge

FIELD = "file"
_MAGIC = {b"\xff\xd8\xff": MediaType.JPEG, b"\x89PNG\r\n\x1a\n": MediaType.PNG, b"%PDF-": MediaType.PDF}
_PDF_END = b"%%EOF"
# Where readers look for what ends a PDF, and programs that guess for what a file is.
_LOOKED_AT = 1_024
_MARKUP = (b"<html", b"<script", b"<svg", b"<!doctype", b"<?xml", b"<body", b"<iframe")


class AttachmentNotFound(NotFound):
    """There is none, or none whose content is still there, or of nobody whom the caller may know of."""

    code = "attachment-not-found"
    zh = "没有这份附件。"
    en = "There is no such attachment."


class OwnerNotFound(NotFound):
    """Nothing to attach to, or nothing that the caller may know of."""

    code = "attachment-owner-not-found"
    zh = "没有可以添加附件的这项记录。"
    en = "There is no such record to attach something to."


class AttachmentInvalid(Invalid):
    """`fields` says what is wrong with the file."""

    code = "attachment-invalid"
    zh = "不能接收该文件，原因见各字段。"
    en = "The file is not taken; the fields tell why."


class AttachmentTooLarge(TooLarge):
    code = "attachment-too-large"
    zh = "不能接收该文件，因为超过{limit_mb}MB；请降低拍摄或扫描的分辨率。"
    en = "The file is larger than {limit_mb} MB and is not taken; photograph or scan it at a lower resolution."


class AlreadyAttached(Conflict):
    code = "already-attached"
    zh = "这项记录已附有内容相同的文件，无需再次添加。"
    en = "The same file is attached to it already."


class TooManyAttachments(Conflict):
    code = "too-many-attachments"
    zh = "这项记录最多添加{most}份附件；请先撤回不需要的。"
    en = "It may have {most} attachments; withdraw those that are not needed first."


class OwnerTakenBack(Conflict):
    """An entry that was revoked, a record that was withdrawn: nothing rests on evidence of it."""

    code = "attachment-owner-taken-back"
    zh = "该记录已撤销或者撤回，不能再添加附件。"
    en = "The record was taken back; nothing more is attached to it."


class NotAttachedByYou(Forbidden):
    """Lists say that it is there: whoever needs to see it asks the station."""

    code = "not-attached-by-you"
    zh = "服务室只能查看本人添加的附件；需要查看他人添加的，请联系服务站。"
    en = "A room sees what its own clerk attached. Ask the station for what others did."


K_co = TypeVar("K_co", bound=AnyKind, covariant=True)


@dataclass(frozen=True, slots=True)
class Owner(Generic[K_co]):
    """What an attachment belongs to: something of a person's, or of a unit's."""

    kind: K_co
    owner_id: UUID


@dataclass(frozen=True, slots=True)
class UnitOwner:
    """The same of a unit: an entry or a record as the audit and people call it, where its page is, who reads it and who
    writes it. `is_over`: it was taken back. `doers_path` is where the unit stands that does what it says, if another
    one does, and `done` the permission to say that it is done."""

    subject: str
    called: Text
    page: str
    org_code: str
    org_path: str
    read: str
    keep: str
    is_over: bool
    doers_path: str | None = None
    done: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is kept of a file that was taken."""

    media_type: MediaType
    content: bytes
    thumbnail: bytes | None = None


def too_large() -> AttachmentTooLarge:
    """The refusal of a file beyond `MOST_BYTES`."""
    limit = MOST_BYTES >> 20
    fault = FieldFault(FIELD, "too-large", f"文件不能超过{limit}MB。", f"The file must not be larger than {limit} MB.")
    return AttachmentTooLarge(limit_mb=limit, fields=[fault])


def missing() -> AttachmentInvalid:
    """The refusal of a form without a file."""
    return _invalid("missing", "请选择文件。", "Choose a file.")


def unreadable() -> AttachmentInvalid:
    """Of a picture that is damaged, or made to be costly."""
    return _invalid(
        UNREADABLE,
        "图片已损坏或编码不常见，或读取所需的内存、时间超过限制。",
        "The picture is damaged or unusual, or reading it takes more memory or time than allowed.",
    )


def judged(content: bytes, accepted: Collection[MediaType]) -> MediaType:
    """What it is. Raises `AttachmentInvalid`, `AttachmentTooLarge`."""
    if len(content) > MOST_BYTES:
        raise too_large()
    found = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), None)
    if found is None or found not in accepted:
        named = [CALLED[kind] for kind in MediaType if kind in accepted]
        raise _invalid(
            "not-accepted",
            f"只接收{'、'.join(named)}文件；按文件内容判断，与文件名无关。",
            f"Must be one of {', '.join(named)}, by its content; what it is called does not matter.",
        )
    if found is MediaType.PDF:
        _must_be_only_a_pdf(content)
    return found


def too_many_pixels() -> AttachmentInvalid:
    """Of a picture beyond `MOST_PIXELS`."""
    most = MOST_PIXELS // 1_000_000
    zh = f"图片不能超过{most}00万像素；请降低拍摄或扫描的分辨率。"
    return _invalid(TOO_MANY_PIXELS, zh, f"The picture must not have more than {most} million pixels.")


def must_take(kind: Kind, state: str) -> None:
    """Whether the file of a person who stands so takes attachments. Raises `PersonIsMerged`, `PersonIsDeregistered`:
    evidence may come in late, a photograph is of somebody who is in the register."""
    if state == FileState.MERGED or kind is Kind.PHOTOGRAPH:
        must_be_registered(state)


def named_paper(kind: AnyKind, word: str | None) -> str | None:
    """What it is a picture of, where that was said; a photograph is of the person. Raises `AttachmentInvalid`."""
    if not word:
        return None
    papers = BELONGINGS[kind].papers
    if word not in papers:
        named = "、".join(f"{code}（{each.zh}）" for code, each in papers.items())
        zh, en = f"应为以下之一：{named}。", f"Must be one of: {', '.join(papers)}."
        if not papers:
            zh, en = "本人照片不填材料种类。", "A photograph of the person takes none."
        raise AttachmentInvalid(fields=[FieldFault("paper", "not-a-paper", zh, en)])
    return word


def _must_be_only_a_pdf(content: bytes) -> None:
    """A file may be two things at once, by whoever reads it. Raises `AttachmentInvalid`."""
    beginning = content[:_LOOKED_AT].lower()
    is_another = any(mark in beginning for mark in _MARKUP) or zipfile.is_zipfile(io.BytesIO(content))
    if is_another or _PDF_END not in content[-_LOOKED_AT:]:
        raise _invalid(
            "not-only-a-pdf",
            "PDF文件已损坏，或夹带其他格式的内容；请重新扫描或导出。",
            "The PDF is damaged, or is something else as well; scan or export it anew.",
        )


def _invalid(code: str, zh: str, en: str) -> AttachmentInvalid:
    return AttachmentInvalid(fields=[FieldFault(FIELD, code, zh, en)])
