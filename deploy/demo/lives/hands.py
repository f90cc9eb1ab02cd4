"""What a plan says is done over HTTP, by whose act it is."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from deploy.demo.client import Client, Refused
from deploy.demo.lives import acts
from deploy.demo.lives.county import Ground
from deploy.demo.lives.file import File, after
from deploy.demo.lives.life import Life
from deploy.demo.lives.pairs import NotFoundAlike, Pairs
from deploy.demo.lives.papers import ELSEWHERE, OF_A_FILE, case_of_file, form_of, opinion_of
from deploy.demo.lives.plan import Plan
from deploy.demo.lives.reckoning import case_of, file_of, first_file
from deploy.demo.lives.staff import Staff
from deploy.demo.load import Pair


class NotRefused(Exception):
    """Something was done that should have been refused."""


@dataclass
class Doing:
    """A life while it is lived: its files as the plan knows them, how many acts were done."""

    life: Life
    files: list[File]
    done: int = 0
    role: str = ""
    cases: list[str] = field(default_factory=list)


class Hands:
    """Those of the staff. `ids`: what the system calls the files and cases of the lives; `broken`: what went otherwise
    than planned, by the number of the life, which goes no further."""

    def __init__(self, plan: Plan, staff: Staff, mediators: Sequence[Pair]) -> None:
        self.plan, self.staff, self.mediators = plan, staff, mediators
        self.ids: dict[str, str] = {}
        self.broken: dict[int, str] = {}
        self._doing = {life.number: Doing(life, [first_file(life), File()]) for life in plan.lives}

    async def live(self, life: Life, month: int) -> None:
        """What happens to somebody in a month, one after the other."""
        doing = self._doing[life.number]
        for step in self.plan.steps_of(life, month):
            if life.number in self.broken:
                return
            doing.done += 1
            try:
                await self._do(doing, step)
            except (Refused, NotRefused, NotFoundAlike) as fault:
                self.broken[life.number] = f"{step}: {fault}"

    async def _do(self, doing: Doing, step: acts.Step) -> None:
        deed = Deed(self, doing, step)
        if step.refused:
            await deed.do_in_vain()
            return
        await deed.do()
        doing.files[step.file] = after(doing.files[step.file], step.act, self.plan.ground.days[step.month])


@dataclass(frozen=True)
class Deed:
    """One act."""

    hands: Hands
    doing: Doing
    step: acts.Step

    async def do(self) -> None:
        """Raises `Refused`, where the system does not what it should."""
        paper = OF_A_FILE.get(type(self.step.act))
        if paper is None:
            await DEEDS[type(self.step.act)](self)
            return
        hand = self.centre if paper.of_the_centre else self._near(getattr(self.step.act, "room", None))
        says = paper.says(self.step.act, self.doing.life.people[self.step.file], self.ground)
        await hand.post("registry", f"{self.path}/{paper.path}", says | {"document": self.document})

    async def do_in_vain(self) -> None:
        """Raises `NotRefused`, or the refusal that is not the one that was due."""
        try:
            await self.do()
        except Refused as refusal:
            if refusal.code != self.step.refused:
                raise
        else:
            raise NotRefused(f"life {self.doing.life.number}: {self.step}")

    async def apply(self) -> None:
        act = self.step.act
        if not isinstance(act, acts.Apply) or act.imported:
            return  # in the workbook of the month, with others
        form = form_of(self.doing.life.people[self.step.file], act, self.ground)
        answer = await self._at(act.level, act.room).post("registry", "/veterans", form)
        self.hands.ids[self.key] = answer["veteran_id"]

    async def decide(self) -> None:
        """Of a registration that is under way: an opinion, a form handed in anew, or its end."""
        act, applied = self.step.act, self.file.applied
        if applied is None or not isinstance(act, acts.ApplyAnew | acts.Opine | acts.GiveUp):
            raise TypeError(act)
        hand, path = self._at(act.level, applied.room), f"/registrations/{self.hands.ids[self.key]}"
        if isinstance(act, acts.Opine):
            await hand.post("registry", f"{path}/opinions", opinion_of(act, self.document))
        elif isinstance(act, acts.ApplyAnew):
            form = form_of(self.doing.life.people[0], applied, self.ground)
            await hand.post("registry", f"{path}/submission", form)
        else:
            await hand.post("registry", f"{path}/withdrawal", {"reason": "本人不再申请"})

    async def settle(self) -> None:
        both = [self.hands.ids[file_of(self.doing.life, number)] for number in (0, 1)]
        pairs = Pairs(self.centre, self.other, is_found=self.doing.life.is_found)
        await pairs.settle(self.step.act, both, self.step.file, self.document)

    async def identify(self) -> None:
        act = self.step.act
        if not isinstance(act, acts.Identify):
            raise TypeError(act)
        body = {"kind": act.kind, "value": act.value, "evidence": "household-register", "document": self.document}
        proposed = await self.centre.post("registry", f"{self.path}/identity-corrections", body)
        decided = f"/identity-corrections/{proposed['correction_id']}/{act.outcome}"
        if act.outcome == "confirmation":
            await self.other.post("registry", decided, {"value": act.value})
        else:
            hand = self.centre if act.outcome == "withdrawal" else self.other
            await hand.post("registry", decided, {"reason": "材料不全，重新提出"})

    async def leave(self) -> None:
        where = {"division": ELSEWHERE, "document": self.document}
        await self.centre.post("registry", f"{self.path}/transfer-out", where)
        when = {"moved_on": f"{self.on}", "document": self.document}
        await self.centre.post("registry", f"{self.path}/transfer-out/completion", when)

    async def erase(self) -> None:
        proposed = await self.centre.post("registry", f"{self.path}/erasures", {"document": self.document})
        number = {"file_number": self.hands.ids[self.key][-8:]}
        leader = self.hands.staff.leader
        await leader.post("registry", f"/erasures/{proposed['erasure_id']}/confirmation", number)

    async def take_role(self) -> None:
        body = {"kind": "mediator", "assumed_on": f"{self.on}", "source": self.document}
        answer = await self._near().post("registry", f"{self.path}/social-roles", body)
        self.doing.role = answer["role_id"]

    async def leave_role(self) -> None:
        body = {"ended_on": f"{self.on}", "reason": self.document}
        await self.centre.post("registry", f"/social-roles/{self.doing.role}/end", body)

    async def open_case(self) -> None:
        hand = self.hands.staff.rooms.get(self.file.room) or self._near()
        body = case_of_file(self.file.room, self.hands.ids[self.key], self.on, self.document)
        case = await hand.post("benefits", "/cases", body)
        self.hands.ids[case_of(self.doing.life, len(self.doing.cases))] = case["case_id"]
        self.doing.cases.append(case["case_id"])

    async def close_case(self) -> None:
        act, path, day = self.step.act, f"/cases/{self.doing.cases[-1]}", {"assigned_on": f"{self.on}"}
        if isinstance(act, acts.CloseCase):
            pair = self.hands.mediators[self.doing.life.number % len(self.hands.mediators)]
            await self.centre.post("benefits", f"{path}/assignment", {"mediator_ids": [pair.mediator], **day})
            body = {"outcome": act.outcome, "resolved_on": f"{self.on}", "document": self.document}
            await self.centre.post("benefits", f"{path}/resolution", body)
        else:
            body = {"reason": "by-applicant", "withdrawn_on": f"{self.on}"}
            await self.centre.post("benefits", f"{path}/withdrawal", body)

    @property
    def ground(self) -> Ground:
        return self.hands.plan.ground

    @property
    def file(self) -> File:
        return self.doing.files[self.step.file]

    @property
    def key(self) -> str:
        return file_of(self.doing.life, self.step.file)

    @property
    def path(self) -> str:
        return f"/veterans/{self.hands.ids[self.key]}"

    @property
    def on(self) -> date:
        """The day of an act that has one; else that on which it is recorded."""
        return getattr(self.step.act, "on", None) or self.ground.days[self.step.month]

    @property
    def document(self) -> str:
        """Another one for each act."""
        year = self.ground.days[self.step.month].year
        return f"示例文〔{year}〕{self.doing.life.number}-{self.doing.done}号"

    @property
    def centre(self) -> Client:
        """One of the two, by turns; the other confirms."""
        return self.hands.staff.second if self.doing.life.number % 2 else self.hands.staff.clerk

    @property
    def other(self) -> Client:
        return self.hands.staff.clerk if self.doing.life.number % 2 else self.hands.staff.second

    def _at(self, level: acts.Level, room: str) -> Client:
        return self.hands.staff.at(level, room, self.ground.above[room])

    def _near(self, also: str | None = None) -> Client:
        """The station's, where it has staff and every room concerned is its own; else the centre's, as for whoever was
        never anywhere, since his registration is void."""
        if not any(room for _, room in self.file.places):
            return self.centre
        stations = {self.ground.above[room] for room in (self.file.room, also or self.file.room)}
        found = self.hands.staff.stations.get(stations.pop()) if len(stations) == 1 else None
        return found or self.centre


DEEDS: Mapping[type[acts.Act], Callable[[Deed], Awaitable[None]]] = {
    acts.Apply: Deed.apply,
    acts.ApplyAnew: Deed.decide,
    acts.Opine: Deed.decide,
    acts.GiveUp: Deed.decide,
    acts.Merge: Deed.settle,
    acts.Unmerge: Deed.settle,
    acts.RuleOut: Deed.settle,
    acts.Identify: Deed.identify,
    acts.Leave: Deed.leave,
    acts.Erase: Deed.erase,
    acts.TakeRole: Deed.take_role,
    acts.LeaveRole: Deed.leave_role,
    acts.OpenCase: Deed.open_case,
    acts.CloseCase: Deed.close_case,
    acts.WithdrawCase: Deed.close_case,
}
