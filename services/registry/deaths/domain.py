"""When somebody may have died, as far as the register can say (pure)."""

from dataclasses import dataclass
from datetime import date

from shared.refusal import Conflict, FieldFault, Invalid


class DeathInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "death-invalid"
    zh = "不能登记死亡，原因见各字段。"
    en = "The death cannot be recorded; the fields tell why."


class NoDeathRecorded(Conflict):
    """Nothing to revoke."""

    code = "no-death-recorded"
    zh = "该人员没有死亡登记，无需撤销。"
    en = "No death of the person is recorded."


@dataclass(frozen=True, slots=True)
class Death:
    """The facts a record is judged on. `changed_on`: when membership of the Party last changed, if ever; `moved_on`:
    when the domicile last moved; `deed_on`: when he last contributed something, or volunteered."""

    died_on: date
    born_on: date
    registered_on: date
    changed_on: date | None
    today: date
    moved_on: date | None = None
    deed_on: date | None = None

    @property
    def counted_on(self) -> date:
        """Who died before he was registered was never to be counted: it cancels the registration on its own day."""
        return max(self.died_on, self.registered_on)

    def must_be_possible(self) -> None:
        """Raises `DeathInvalid`."""
        if self.died_on > self.today:
            raise DeathInvalid(
                fields=[_fault("in-future", "死亡日期晚于今天。", "The day of death lies in the future.")]
            )
        if self.died_on < self.born_on:
            raise DeathInvalid(
                fields=[_fault("before-birth", "死亡日期早于出生日期。", "The day of death lies before the birth.")]
            )
        if self.changed_on is not None and self.changed_on > self.counted_on:
            day = self.changed_on.isoformat()
            raise DeathInvalid(
                fields=[
                    _fault(
                        "changed-after-death",
                        f"死亡日期早于政治面貌的变更日期（{day}），请先更正政治面貌。",
                        f"The political status is said to have changed after it ({day}); correct that first.",
                    )
                ]
            )
        # C14
        if self.deed_on is not None and self.deed_on > self.died_on:
            day = self.deed_on.isoformat()
            raise DeathInvalid(
                fields=[
                    _fault(
                        "deed-after-death",
                        f"死亡日期早于登记的贡献或志愿服务日期（{day}），请先更正该登记。",
                        f"A contribution or volunteering is said to lie after it ({day}); correct that first.",
                    )
                ]
            )
        if self.moved_on is not None and self.moved_on > self.counted_on:
            day = self.moved_on.isoformat()
            raise DeathInvalid(
                fields=[
                    _fault(
                        "moved-after-death",
                        f"死亡日期早于户籍迁移日期（{day}），请先撤销迁移登记。",
                        f"The domicile is said to have moved after it ({day}); revoke the record of that move first.",
                    )
                ]
            )


def _fault(code: str, zh: str, en: str) -> FieldFault:
    return FieldFault("died_on", code, zh, en)
