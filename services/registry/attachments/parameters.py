"""What things may have attachments, who attaches them, and how much is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from services.registry.veterans.parameters.attached import ATTACHED
from services.registry.veterans.parameters.groups import Group
from shared.auth.roles import Role
from shared.language import Named, Text

MOST_BYTES = 10 << 20
# A form may bring more, so that it is told what is wrong with it; what is larger still is not read.
MOST_UPLOAD_BYTES = 32 << 20
# The largest that telephones take. Unpacked it is some 200 MB.
MOST_PIXELS = 64_000_000
DECODER_MEMORY_BYTES = 1 << 30
DECODER_SECONDS = 20
DECODERS = 2
DECODER_WAIT_SECONDS = 60

# What the decoder answers instead of a picture.
TOO_MANY_PIXELS, UNREADABLE = "too-many-pixels", "unreadable"


class MediaType(StrEnum):
    """What is taken. Pictures are kept as JPEG, whatever they were."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


PICTURES = frozenset({MediaType.JPEG, MediaType.PNG})
DOCUMENTS = PICTURES | {MediaType.PDF}
CALLED: Mapping[MediaType, str] = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.PDF: "PDF"}


class Kind(StrEnum):
    """What an attachment belongs to."""

    PHOTOGRAPH = "photograph"
    REGISTRATION = "registration"
    IDENTITY_CORRECTION = "identity-correction"
    DEATH = "death"
    DEREGISTRATION = "deregistration"
    RELOCATION = "relocation"
    TRANSFER = "transfer"
    REPORT_IN = "report-in"
    CONFIRMATION = "confirmation"
    CATEGORY = "category"
    FAMILY = "family"
    PROXY = "proxy"
    CONSENT = "consent"
    DATA_REQUEST = "data-request"
    CONTRIBUTION = "contribution"


class UnitKind(StrEnum):
    """The same of what is a unit's, and nobody's: an entry of any book, a record of branch life."""

    BOOK_ENTRY = "book-entry"
    BRANCH_RECORD = "branch-record"


AnyKind = Kind | UnitKind


def _papers(*papers: Named) -> Mapping[str, Named]:
    return {each.code: each for each in papers}


# What an attachment is a picture of: a word of a list, as free text about evidence would tell what it shows.
PAPERS = _papers(
    Named("identity-document", "身份证件", "identity document"),
    Named("household-register", "户口簿", "household register"),
    Named("certificate", "证件、证书", "certificate"),
    Named("personal-file", "个人档案材料", "page of a personal file"),
    Named("application", "申请书、申请表", "application"),
    Named("statement", "书面证明", "written statement"),
    Named("decision", "决定、公文", "decision"),
    Named("other", "其他", "other"),
)
UNIT_PAPERS = _papers(
    Named("picture", "现场照片", "photograph"),
    Named("minutes", "会议纪要、记录", "minutes"),
    Named("record-sheet", "记录表、签到表", "record sheet"),
    Named("check-sheet", "核查表", "check sheet"),
    Named("plan", "方案、图纸", "plan, drawing"),
    Named("voucher", "合同、票据", "contract, voucher"),
    Named("decision", "决定、公文", "decision"),
    Named("other", "其他", "other"),
)


@dataclass(frozen=True, slots=True)
class Belonging:
    """How attachments of a kind are kept.

    `seen_as` is what is recorded of who saw one. `permission`: that of whoever does what they are the evidence of. No
    side of a picture has more pixels than `longest_side`. Of a photograph there is one, and a thumbnail: that of a
    document would show what is written on it. `group`: what they show is opened for the purposes of that group alone.
    `papers` are what it may be said to be a picture of.
    """

    seen_as: str
    permission: str
    accepted: frozenset[MediaType] = DOCUMENTS
    most: int = 20
    longest_side: int = 2_560
    thumbnail_side: int | None = None
    group: Group | None = None
    papers: Mapping[str, Named] = field(default_factory=lambda: PAPERS)

    @property
    def called(self) -> Text:
        """In both languages."""
        return ATTACHED[self.seen_as]


BELONGINGS: Mapping[AnyKind, Belonging] = {
    Kind.PHOTOGRAPH: Belonging(
        "attachment_photograph", "attachments.keep", PICTURES, most=1, longest_side=1_024, thumbnail_side=200, papers={}
    ),
    Kind.REGISTRATION: Belonging("attachment_registration", "veterans.register"),
    Kind.IDENTITY_CORRECTION: Belonging("attachment_identity_correction", "veterans.propose-identity"),
    Kind.DEATH: Belonging("attachment_death", "veterans.record-death"),
    Kind.DEREGISTRATION: Belonging("attachment_deregistration", "veterans.deregister"),
    Kind.RELOCATION: Belonging("attachment_relocation", "veterans.relocate"),
    Kind.TRANSFER: Belonging("attachment_transfer", "veterans.transfer"),
    Kind.REPORT_IN: Belonging("attachment_report_in", "report-ins.keep"),
    Kind.CONFIRMATION: Belonging("attachment_confirmation", "confirmations.keep"),
    Kind.CATEGORY: Belonging("attachment_category", "categories.apply", group=Group.CATEGORIES),
    Kind.FAMILY: Belonging("attachment_family", "families.keep"),
    Kind.PROXY: Belonging("attachment_proxy", "proxies.keep"),
    Kind.CONSENT: Belonging("attachment_consent", "consents.keep"),
    Kind.DATA_REQUEST: Belonging("attachment_data_request", "data-requests.open"),
    Kind.CONTRIBUTION: Belonging("attachment_contribution", "contributions.keep"),
    # Of an entry, who writes in its book may; and it shows venues and plaques, which are small to be told apart.
    UnitKind.BOOK_ENTRY: Belonging(
        "attachment_book_entry", "attachments.keep-of-unit", thumbnail_side=200, papers=UNIT_PAPERS
    ),
    UnitKind.BRANCH_RECORD: Belonging("attachment_branch_record", "branch-life.keep", papers=UNIT_PAPERS),
}

# Sees what it attached itself; whoever else may see attachments, all.
SEES_OWN = frozenset({Role.ROOM_STAFF})

REPLACED = "replaced"
"""Why the photograph before went."""
