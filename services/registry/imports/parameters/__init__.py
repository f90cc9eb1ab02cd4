"""What can be imported, and the columns of each kind of file. A file has those it needs, in any order; the required
ones always."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from services.registry.corrections.parameters import CORRECTABLE, EVIDENCE, IDENTITY_FIELD
from services.registry.deaths.parameters import REASONS as DEATH_REASONS
from services.registry.deaths.parameters import SOURCES
from services.registry.relocations.parameters import KINDS
from services.registry.relocations.parameters import REASONS as RELOCATION_REASONS
from services.registry.veterans.parameters.fields import FIELDS
from shared.events.codes import SOCIAL_ROLE_KIND
from shared.language import Named
from shared.workbooks.columns import Column, Kind, Layout

# A unit may be named instead of coded; `imports/domain` turns the name into the code.
UNIT_NAME = "org_name"
UNIT_CODE = "org_code"

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


class ImportKind(StrEnum):
    """Persons who are registered, or what is done to many who are: one act for each row. The last two take back what an
    import before did."""

    REGISTRATIONS = "registrations"
    DEATHS = "deaths"
    RELOCATIONS = "relocations"
    CORRECTIONS = "corrections"
    ROLES = "social-roles"
    DEATH_REVOCATIONS = "death-revocations"
    RELOCATION_REVOCATIONS = "relocation-revocations"


@dataclass(frozen=True)
class Sheet:
    """What a file of one kind holds. `permission`: what whoever hands it in may do one by one; of the columns `one_of`
    at least one must be there."""

    kind: ImportKind
    called: Named
    permission: str
    columns: tuple[Column, ...]
    one_of: tuple[str, ...]

    @cached_property
    def layout(self) -> Layout:
        """How its columns stand in a file."""
        return Layout(self.columns, self.one_of)

    @cached_property
    def header_of(self) -> Mapping[str, str]:
        """By field."""
        return {column.field: column.header for column in self.columns} | {ROW: "整行"}


# What concerns no single cell stands here.
ROW = "row"


def _chosen(
    header: str, name: str, en: str, named: Iterable[Named], *, also: tuple[str, ...], required: bool
) -> Column:
    """A column of words from a list: each as its Chinese name, or as its code."""
    found = tuple(named)
    return Column(header, name, Kind.CODE, en, required, tuple(each.zh for each in found), also, found)


# Who is meant: whoever has the number; without one, the one person of this name and birth at this unit.
_NUMBER = Column("身份证号", "id_number", Kind.IDENTITY_NUMBER, "identity number; without it: name, birth and unit")
_PERSON = (
    _NUMBER,
    Column("姓名", "name", Kind.PERSON_NAME, "name; compared with the register where the number is given"),
    Column("出生日期", "birth_on", Kind.DATE, "date of birth"),
    Column(
        "服务室代码或名称", "person_unit", Kind.TEXT, "responsible room or station, where no number is given",
        also=("服务室", "服务室代码", "服务室名称"),
    ),
)  # fmt: skip
_DOCUMENT = Column(
    "文号", "document", Kind.TEXT, "number of the document it rests on; without personal data", True,
    also=("依据文号", "证明编号", "文件编号"),
)  # fmt: skip
_WHO = ("身份证号", "姓名")
# What the register writes for itself: which record of whom is revoked, and why.
_REVOKED = tuple(
    Column(header, name, Kind.TEXT, name, True)
    for header, name in (
        ("档案", "person_id"),
        ("登记", "record_id"),
        ("类别", "kind"),
        ("原因", "reason"),
        ("依据", "document"),
    )
)

SHEETS: Mapping[ImportKind, Sheet] = {
    sheet.kind: sheet
    for sheet in (
        Sheet(
            ImportKind.REGISTRATIONS,
            Named("registrations", "人员登记", "registrations"),
            "imports.run",
            COLUMNS,
            tuple(column.header for column in COLUMNS if column.field in {UNIT_CODE, UNIT_NAME}),
        ),
        Sheet(
            ImportKind.DEATHS,
            Named("deaths", "死亡登记", "deaths"),
            "veterans.record-death",
            (
                *_PERSON,
                Column("死亡日期", "died_on", Kind.DATE, "day of death", True, also=("死亡时间", "去世日期")),
                _chosen(
                    "证明材料", "source", "what it rests on", SOURCES.values(), also=("依据", "死亡依据"), required=True
                ),
                _DOCUMENT,
            ),
            _WHO,
        ),
        Sheet(
            ImportKind.RELOCATIONS,
            Named("relocations", "户籍迁移、常住地变更", "moves"),
            "veterans.relocate",
            (
                *_PERSON,
                _chosen("迁移类别", "kind", "what moves", KINDS.values(), also=("类别",), required=True),
                Column(
                    "迁入区划代码或名称", "division", Kind.TEXT, "division moved to", True,
                    also=("迁入区划", "迁入区划代码"),
                ),
                Column(
                    "迁入机构代码或名称", "unit", Kind.TEXT, "room or station there; with a domicile it is responsible",
                    also=("迁入机构", "迁入机构代码", "迁入服务室"),
                ),
                Column("迁移日期", "moved_on", Kind.DATE, "first day there", True, also=("迁入日期", "变更日期")),
                _DOCUMENT,
            ),
            _WHO,
        ),
        Sheet(
            ImportKind.CORRECTIONS,
            Named("corrections", "信息更正、变更", "corrections"),
            "veterans.correct",
            (
                *_PERSON,
                _chosen(
                    "更正项目", "field", "which field of the file; one for each row",
                    (Named(each.name, each.zh, each.en) for each in (*IDENTITY_FIELD.values(), *CORRECTABLE.values())),
                    also=("项目", "更正内容"), required=True,
                ),
                Column("更正为", "value", Kind.TEXT, "what it is to say, written as in a registration", True),
                Column(
                    "自何日起", "holds_from", Kind.DATE,
                    "since when it is so; empty: since the registration, and what the file says was wrong",
                    also=("变更日期", "起始日期"),
                ),
                _chosen(
                    "身份证明材料", "evidence", "for the number, the name and the date of birth", EVIDENCE.values(),
                    also=("证明材料",), required=False,
                ),
                _DOCUMENT,
            ),
            _WHO,
        ),
        Sheet(
            ImportKind.ROLES,
            Named("social-roles", "社会身份登记", "social roles"),
            "social-roles.assume",
            (
                *_PERSON,
                _chosen(
                    "身份类别", "kind", "which role", SOCIAL_ROLE_KIND.codes, also=("社会身份", "身份"), required=True
                ),
                Column(
                    "计入机构代码", "org_code", Kind.TEXT, "unit it is counted at; empty: that of the file",
                    also=("计入机构",),
                ),
                Column("任职日期", "assumed_on", Kind.DATE, "first day the role is held", True, also=("任职时间",)),
                Column(
                    "任职依据", "source", Kind.TEXT, "document or decision it rests on; without personal data", True,
                    also=("依据", "文号"),
                ),
                Column("企业名称", "enterprise_name", Kind.TEXT, "of an entrepreneur: the enterprise", also=("企业",)),
                Column(
                    "统一社会信用代码", "enterprise_code", Kind.TEXT, "of the enterprise, where it is known",
                    also=("信用代码",),
                ),
            ),
            _WHO,
        ),
        Sheet(
            ImportKind.DEATH_REVOCATIONS,
            Named("death-revocations", "撤销死亡登记", "revocations of deaths"),
            "veterans.revoke-death",
            _REVOKED,
            (),
        ),
        Sheet(
            ImportKind.RELOCATION_REVOCATIONS,
            Named("relocation-revocations", "撤销迁移登记", "revocations of moves"),
            "veterans.revoke-relocation",
            _REVOKED,
            (),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Revoking:
    """How what a list did is taken back: the kind of the import that does, and the reasons there are."""

    kind: ImportKind
    reasons: Mapping[str, Named]


REVOKED_BY: Mapping[ImportKind, Revoking] = {
    ImportKind.DEATHS: Revoking(ImportKind.DEATH_REVOCATIONS, DEATH_REASONS),
    ImportKind.RELOCATIONS: Revoking(ImportKind.RELOCATION_REVOCATIONS, RELOCATION_REASONS),
}
# Of all of them together; whether one is of this kind, the command says.
REVOCATION_REASONS: Mapping[str, Named] = {**DEATH_REASONS, **RELOCATION_REASONS}
# What people hand in.
FILES = tuple(kind for kind in ImportKind if kind not in {revoking.kind for revoking in REVOKED_BY.values()})
# Of a correction that a second person confirms.
IDENTITY_FIELDS = {each.name: kind for kind, each in IDENTITY_FIELD.items()}

# Of a chunk no worker has more than some seconds' work.
ACTS_PER_CHUNK = 50
# Files of one account that wait to be worked off.
MOST_WAITING = 10

# Above every limit a county may set (settings.py): what the server takes off the wire at all.
MOST_UPLOAD_BYTES = 256 << 20
