"""What is done in a round, and about a nominee: each by a form of its own."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel
from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.awards import commands
from services.benefits.awards.domain.refusals import NominationNotFound
from services.benefits.awards.domain.rounds import MOVES, POSSIBLE, Act, Stage
from services.benefits.awards.pages.words import GRANT, LIST, NOMINATE, NOMINATION, ONE, RUN, WORDS
from services.benefits.awards.schemas import papers
from services.benefits.awards.schemas.views import NomineeView, WholeSelectionView, whole_selection
from shared.approval.recusal import Recusal
from shared.clock import local_date
from shared.command import Work
from shared.http.dependencies import Reading, commanding, reading
from shared.language import Named, Text
from shared.publicity.papers import ObjectionPaper
from shared.web.deciding import Decided, Matter, deciding
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Received, Receiver

router = page_router()

DECIDING = frozenset({Act.VET, Act.COUNT, Act.SCORE, Act.DRAW, Act.GRANT, Act.REVOKE})
DAYS = ("nominated_on", "counted_on", "scored_on", "drawn_on", "begun_on", "granted_on")


@dataclass(frozen=True, slots=True)
class RoundAct:
    """`end` ends the address of its form, `paper` is what that takes; `acts`: at which stages it is possible."""

    end: str
    called: Text
    permission: str
    paper: type[BaseModel]
    do: Callable[..., Awaitable[Any]]
    act: Act | None = None

    @property
    def is_run(self) -> bool:
        """By whoever holds the round."""
        return self.permission != NOMINATE

    def is_possible(self, each: WholeSelectionView) -> bool:
        """At this stage."""
        stage = Stage(each.stage)
        if self.act is Act.DRAW:
            return bool(each.drawing)
        return stage in MOVES if self.act is None else stage in POSSIBLE[self.act]


@dataclass(frozen=True, slots=True)
class NomineeAct:
    """The same about a nominee who stands so."""

    end: str
    called: Text
    permission: str
    paper: type[BaseModel]
    do: Callable[..., Awaitable[Any]]
    act: Act
    standing: tuple[str, ...] = ("standing",)

    def is_possible(self, each: WholeSelectionView, nominee: NomineeView) -> bool:
        """At this stage, as he stands."""
        is_so = Stage(each.stage) in POSSIBLE[self.act] and nominee.standing in self.standing
        return is_so and (self.act is not Act.OBJECT or nominee.is_chosen)


async def _correct(work: Work, round_id: UUID, said: papers.TermsPaper, version: int) -> None:
    await commands.correct_selection(work, round_id, **said.model_dump(), version=version)


async def _cancel(work: Work, round_id: UUID, said: papers.CancellationPaper, version: int) -> None:
    await commands.cancel_selection(work, round_id, reason=said.reason, version=version)


async def _move(work: Work, round_id: UUID, said: papers.MovePaper, version: int) -> None:
    await commands.move_selection(work, round_id, to=said.to, reason=said.reason, version=version)


async def _nominate(work: Work, round_id: UUID, said: papers.NominationPaper, _version: int) -> None:
    await commands.nominate(work, round_id, **said.model_dump())


async def _count(work: Work, round_id: UUID, said: papers.CountPaper, version: int, *, recusal: Recusal) -> None:
    told = said.model_dump(include={"document", "counted_on"})
    await commands.count_votes(work, round_id, lines=said.counted(), **told, recusal=recusal, version=version)


async def _score(work: Work, round_id: UUID, said: papers.PointsPaper, version: int, *, recusal: Recusal) -> None:
    sheet = said.model_dump(include={"member", "scored_on"})
    await commands.score_nominees(work, round_id, lines=said.given(), **sheet, recusal=recusal, version=version)


async def _draw(work: Work, round_id: UUID, said: papers.DrawPaper, version: int, *, recusal: Recusal) -> None:
    told = said.model_dump(include={"document", "drawn_on"})
    await commands.draw_lots(work, round_id, lines=said.order(), **told, recusal=recusal, version=version)


async def _publish(work: Work, round_id: UUID, said: papers.PublicationPaper, version: int) -> None:
    await commands.publish_selection(work, round_id, begun_on=said.begun_on, version=version)


async def _grant(work: Work, round_id: UUID, said: papers.GrantPaper, version: int, *, recusal: Recusal) -> None:
    await commands.grant_awards(work, round_id, **said.model_dump(), recusal=recusal, version=version)


async def _correct_one(work: Work, round_id: UUID, one: UUID, said: papers.MeritsPaper, version: int) -> None:
    await commands.correct_nomination(work, round_id, one, **said.model_dump(), version=version)


async def _vet(
    work: Work, round_id: UUID, one: UUID, said: papers.VettingPaper, version: int, *, recusal: Recusal
) -> None:
    await commands.vet_nominee(work, round_id, one, **said.model_dump(), recusal=recusal, version=version)


async def _withdraw(work: Work, round_id: UUID, one: UUID, said: papers.CancellationPaper, version: int) -> None:
    await commands.withdraw_nomination(work, round_id, one, reason=said.reason, version=version)


async def _object(work: Work, round_id: UUID, one: UUID, said: ObjectionPaper, _version: int) -> None:
    await commands.object_to_nominee(work, round_id, nomination_id=one, **said.model_dump())


async def _revoke(
    work: Work, round_id: UUID, one: UUID, said: papers.RevocationPaper, version: int, *, recusal: Recusal
) -> None:
    await commands.revoke_award(work, round_id, one, **said.model_dump(), recusal=recusal, version=version)


OF_A_ROUND = (
    RoundAct("nominations/new", Text("推荐候选人", "Nominate somebody"), NOMINATE, papers.NominationPaper, _nominate,
             Act.NOMINATE),
    RoundAct("count", Text("登记投票结果", "Take down the votes"), RUN, papers.CountPaper, _count, Act.COUNT),
    RoundAct("points", Text("登记评委打分", "Take down points"), RUN, papers.PointsPaper, _score, Act.SCORE),
    RoundAct("draw", Text("登记抽签结果", "Take down a draw"), RUN, papers.DrawPaper, _draw, Act.DRAW),
    RoundAct("publicity", Text("开始公示", "Publish the result"), RUN, papers.PublicationPaper, _publish, Act.PUBLISH),
    RoundAct("grant", Text("授予荣誉", "Grant the awards"), GRANT, papers.GrantPaper, _grant, Act.GRANT),
    RoundAct("stage", Text("转入其他阶段", "Go to another stage"), RUN, papers.MovePaper, _move),
    RoundAct("correction", Text("更正评选事项", "Correct the round"), RUN, papers.TermsPaper, _correct, Act.CORRECT),
    RoundAct("cancellation", Text("取消评选", "Cancel the round"), RUN, papers.CancellationPaper, _cancel, Act.CANCEL),
)  # fmt: skip
OF_A_NOMINEE = (
    NomineeAct("vetting", Text("登记审查意见", "Take down an office"), RUN, papers.VettingPaper, _vet, Act.VET,
               ("standing", "disqualified")),
    NomineeAct("correction", Text("更正推荐", "Correct the nomination"), NOMINATE, papers.MeritsPaper, _correct_one,
               Act.CORRECT_NOMINATION),
    NomineeAct("objection", Text("登记异议", "Take down an objection"), NOMINATE, ObjectionPaper, _object, Act.OBJECT),
    NomineeAct("withdrawal", Text("撤回推荐", "Withdraw the nomination"), NOMINATE, papers.CancellationPaper, _withdraw,
               Act.WITHDRAW),
    NomineeAct("revocation", Text("撤销荣誉", "Revoke the award"), GRANT, papers.RevocationPaper, _revoke, Act.REVOKE,
               ("awarded",)),
)  # fmt: skip


def _decider(act: RoundAct | NomineeAct) -> Callable[..., Any]:
    """Who decides on people is asked who he is himself."""
    return asked.decider if act.act in DECIDING else asked.anybody


def _whose(act: RoundAct | NomineeAct, by: asked.Decider) -> Mapping[str, Recusal]:
    return {"recusal": by.recusal} if act.act in DECIDING else {}


def _of_a_round(act: RoundAct) -> None:
    """The form of an act."""

    async def shown(matter: Matter[None]) -> Mapping[str, Any]:
        each = await whole_selection(matter.reading, matter.about)
        days = dict.fromkeys(DAYS, local_date(matter.reading.now))
        return {
            "each": each,
            "claimed": each.model_dump() if act.act is Act.CORRECT else days,
            "members": [Named(str(number), name, name) for number, name in enumerate(each.panel, 1)],
            "moves": [WORDS["stages"][to] for to in MOVES.get(Stage(each.stage), ())],
            "lines": _lines(each, act),
            "back": f"{LIST}/{matter.about}",
        }

    @deciding(
        router,
        f"{ONE}/{act.end}",
        act.permission,
        act.paper,
        "award-form.html" if act.act is Act.CORRECT else "award-act.html",
        shown=shown,
        by=_decider(act),
        has_version=True,
        act=act,
        opens=False,
        **WORDS,
    )
    async def done(decided: Decided[None, Any]) -> str:
        """Do it."""
        await act.do(decided.work, decided.about, decided.said, decided.version, **_whose(act, decided.by))
        return f"{LIST}/{decided.about}"


def _lines(each: WholeSelectionView, act: RoundAct) -> list[NomineeView]:
    """The nominees of whom the form has a line each."""
    if act.act is Act.DRAW:
        return [one for one in each.nominees if one.nomination_id in each.drawing]
    return [one for one in each.nominees if one.standing == "standing"]


def _of_a_nominee(act: NomineeAct) -> None:
    """The form of an act."""
    may_see, may_do = Depends(reading(act.permission)), Depends(commanding(act.permission))
    receiving, decider = Depends(Receiver(act.paper)), Depends(_decider(act))

    async def facts(reading: Reading, round_id: UUID, nomination_id: UUID) -> Mapping[str, Any]:
        each = await whole_selection(reading, round_id)
        one = next((one for one in each.nominees if one.nomination_id == nomination_id), None)
        if one is None:
            raise NominationNotFound
        return {"each": each, "one": one, "act": act, "back": f"{LIST}/{round_id}", **WORDS}

    async def show(round_id: UUID, nomination_id: UUID, view: Viewing, reading: Reading = may_see) -> Response:
        shown = await facts(reading, round_id, nomination_id)
        today = local_date(reading.now)
        days = {"vetted_on": today, "raised_on": today, "revoked_on": today}
        values = shown["one"].model_dump() if act.act is Act.CORRECT_NOMINATION else days
        return view.show("award-nominee-act.html", form=Form(values, shown["each"].version), **shown)

    async def send(
        *,
        round_id: UUID,
        nomination_id: UUID,
        reading: Reading = may_see,
        work: Work = may_do,
        by: asked.Decider = decider,
        sent: Received[Any] = receiving,
    ) -> Response:
        async with sent.answering("award-nominee-act.html", **await facts(reading, round_id, nomination_id)):
            await act.do(sent.keyed(work), round_id, nomination_id, sent.value, sent.version, **_whose(act, by))
        return sent.done(f"{LIST}/{round_id}")

    router.add_api_route(f"{NOMINATION}/{act.end}", show, name=f"show_nominee_{act.end}")
    router.add_api_route(f"{NOMINATION}/{act.end}", send, methods=["POST"], name=f"send_nominee_{act.end}")


for of_a_round in OF_A_ROUND:
    _of_a_round(of_a_round)
for of_a_nominee in OF_A_NOMINEE:
    _of_a_nominee(of_a_nominee)
