"""Preferential recipients without a veteran's file: who is responsible for each, and until when."""

from typing import Annotated

from msgspec import Meta

from shared.events.category_codes import RECIPIENT_END, RECIPIENT_END_REVOCATION
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.privacy_codes import ERASURE_GROUND

FormerPath = Annotated[
    OrgPath, Meta(description="path of the unit that was responsible before · 此前负责机构的路径")
]  # fmt: skip


class RecipientRecorded(Event, frozen=True, kw_only=True):
    """Somebody without a veteran's file came into the register, or came back: a survivor, say, who may apply for a
    category. No service applies it yet.

    Nothing follows from it: what the person holds, `category-recognised` tells. Who is registered as a veteran later
    keeps the id, and from then on the file tells of him.

    无退役军人档案的优抚对象（如遗属）登记在册，或者重新登记；由此不产生待遇，待遇以类别认定为准。以后登记为退役军人的，
    编号不变，此后以档案为准。尚无服务处理。
    """

    person_id: PersonId
    org_path: OrgPath
    since: Annotated[CalendarDate, Meta(description="the first day · 自该日起")]


class RecipientMoved(Event, frozen=True, kw_only=True):
    """Another unit is responsible for a recipient from `moved_on` on, also for what is being decided on.
    No service applies it yet.

    优抚对象的负责机构变更，自 `moved_on` 起由新的机构负责，正在办理的申请随之转去。尚无服务处理。
    """

    person_id: PersonId
    org_path: OrgPath
    from_org_path: FormerPath
    moved_on: CalendarDate


class RecipientEnded(Event, frozen=True, kw_only=True):
    """A recipient died, moved to another county, or was recorded in error. No service applies it yet.

    What the person holds stands so as well, as with `veteran-deceased`, and is not told of each category.

    优抚对象死亡、迁往外县或者登记有误；其类别认定随之处于相应状态，不再逐项通报。尚无服务处理。
    """

    person_id: PersonId
    org_path: OrgPath
    ended_on: CalendarDate
    reason: Annotated[str, RECIPIENT_END.field("why · 终止原因")]


class RecipientEndRevoked(Event, frozen=True, kw_only=True):
    """What was told of the end of a recipient was wrong, and is as if it had never been; or the person is back.
    No service applies it yet.

    优抚对象的终止登记有误，予以撤销，或者本人已经迁回；类别认定恢复此前的状态。尚无服务处理。
    """

    person_id: PersonId
    org_path: OrgPath
    reason: Annotated[str, RECIPIENT_END_REVOCATION.field("why · 撤销原因")]


class RecipientErased(Event, frozen=True, kw_only=True):
    """What is known of a recipient was erased, for good: as `person-erased` tells it of a veteran.

    Registry keeps the record without name, number and key; of who stands beside a known veteran as a relative or
    proxy, name and number stay until that veteran is erased: he may be recorded anew, and be registered as a veteran,
    by the same id. Whoever keeps something that was told of a recipient destroys what is from before this; what is
    known by a veteran's file goes with `person-erased`, which tells of a file that is void as well. It comes once more
    when a database was restored to before it. No service applies it yet: they know persons by their files.

    依法删除优抚对象的个人信息，经另一人确认，不可恢复，处理同 `person-erased`。登记服务只保留不含姓名、证件号码和密钥的
    登记；同时是退役军人家属或者代办人的，姓名和证件号码保留至该退役军人的信息删除时，其间可能以同一编号重新登记，或者登记
    为退役军人。持有优抚对象信息的，删除此前的部分；因退役军人档案而持有的，以 `person-erased` 为准，已注销的档案也一并
    发布。数据库恢复到此前的，再次发布。尚无服务处理：各服务只按档案持有人员信息。
    """

    person_id: PersonId
    org_path: OrgPath
    ground: Annotated[str, ERASURE_GROUND.field("what allows it · 删除的情形")]


TOPIC = "registry.recipients"
PUBLISHED: tuple[Published, ...] = (
    *(
        Published(contract, TOPIC, "person_id", PiiClass.P2, ())
        for contract in (RecipientRecorded, RecipientMoved, RecipientEnded, RecipientEndRevoked, RecipientErased)
    ),
)
