"""Two files of one person become one, and two again."""

from typing import Annotated

from msgspec import Meta

from shared.events.codes import MERGE_REASON, UNMERGE_REASON
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import DivisionCode, OrgPath, PersonId
from shared.events.registry.persons import EVERYBODY, PERSONS, RolePeriod
from shared.events.registry.records import CountedPeriod

ThisPersonId = Annotated[
    PersonId, Meta(description="the file on whose stream this is: either of the two · 本事件所属档案")
]
SurvivingId = Annotated[PersonId, Meta(description="the file that goes on · 保留的档案")]
MergedId = Annotated[PersonId, Meta(description="the file that is merged into it · 并入的档案")]


class VeteransMerged(Event, frozen=True, kw_only=True):
    """Two files were one person's, and two persons made sure of it: `merged_id` leads to `surviving_id` from now on.

    Told twice, on the stream of each. On that of the merged file, `counted_before` has the days on which reporting
    counted it in F01 (and F02), which it does no longer: the person had been one all along. `roles_before` has the days
    on which both held the same role, which counts once in F17, F18, F19 or F21, by the term that was recorded first.
    Benefits opens no case for it and shows its cases with the survivor's, notifications sends to the survivor what is
    for either.

    两份档案确为同一人，经两人核对合并：自此 `merged_id` 指向 `surviving_id`。两份档案各发一次；在并入档案的事件中，
    统计按 `counted_before` 所列各段日期，将其从 F01、F02 中全部扣除；两份档案同日担任同一身份的，按 `roles_before`
    在 F17、F18、F19 或 F21 中只计一次，以先登记的任职为准。优待不再为并入的档案立案，其案件随保留的档案显示；
    通知一律发给保留的档案。
    """

    person_id: ThisPersonId
    surviving_id: SurvivingId
    merged_id: MergedId
    org_path: OrgPath
    chosen_division: Annotated[
        DivisionCode, Meta(description="domicile of the file that goes on · 保留档案的户籍地区划代码")
    ]
    reason: Annotated[str, MERGE_REASON.field("why · 合并原因")]
    counted_before: Annotated[
        tuple[CountedPeriod, ...],
        Meta(description="the days that are counted no longer; none on the survivor's stream · 不再计入的各段日期"),
    ]
    roles_before: Annotated[
        tuple[RolePeriod, ...],
        Meta(description="days of terms that count no longer; none on the survivor's stream · 不再计入的任职日期"),
    ] = ()


class VeteransUnmerged(Event, frozen=True, kw_only=True):
    """The merge was wrong: both files stand by themselves again, as if it had never been.

    Told twice, on the stream of each. On that of the file that was merged, `counted` has the days on which reporting
    counts it in F01 (and F02) again, the same that the merge named; `roles` those of terms in F17, F18, F19 or F21.
    Benefits and notifications serve each by itself.

    合并有误，予以撤销，两份档案恢复各自独立，视为从未合并。两份档案各发一次；在原并入档案的事件中，统计按 `counted`
    所列各段日期重新计入 F01、F02，与合并时所列相同；任职日期按 `roles` 重新计入 F17、F18、F19 或 F21。
    优待和通知恢复分别办理。
    """

    person_id: ThisPersonId
    surviving_id: SurvivingId
    merged_id: MergedId
    org_path: OrgPath
    reason: Annotated[str, UNMERGE_REASON.field("why · 撤销原因")]
    counted: Annotated[
        tuple[CountedPeriod, ...],
        Meta(description="the days that are counted again; none on the survivor's stream · 重新计入的各段日期"),
    ]
    roles: Annotated[
        tuple[RolePeriod, ...],
        Meta(description="days of terms that count again; none on the survivor's stream · 重新计入的任职日期"),
    ] = ()


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, PERSONS, "person_id", PiiClass.P1, EVERYBODY) for contract in (VeteransMerged, VeteransUnmerged)
)
