"""What is refused about a round of selection."""

from shared.refusal import Conflict, Forbidden, Invalid, NotFound, Stale


class SelectionNotFound(NotFound):
    """There is none, or it is another unit's."""

    code = "selection-not-found"
    zh = "没有这次评选。"
    en = "There is no such round of selection."


class NominationNotFound(NotFound):
    """The round has none of this id, or it is another unit's."""

    code = "nomination-not-found"
    zh = "没有这项推荐。"
    en = "There is no such nomination."


class SelectionChanged(Stale):
    """Somebody went on with it after it was shown."""

    code = "selection-changed"
    zh = "该评选在您办理期间已有变化，请核对后再办理。"
    en = "Somebody went on with the round meanwhile. Look at it again, then decide."


class SelectionExists(Conflict):
    """One of an award, a year and a level at a time."""

    code = "selection-exists"
    zh = "同一年度、同一级别的该项评选已经启动。"
    en = "A round for this award, year and level was opened before."


class NotAtThisStage(Conflict):
    """Each act has its stages: `rounds.POSSIBLE`."""

    code = "selection-not-at-this-stage"
    zh = "该评选现在的阶段不能办理此事项。"
    en = "This cannot be done at the stage where the round is now."


class NominationExists(Conflict):
    """Of a person in a round."""

    code = "nomination-exists"
    zh = "此人在本次评选中已被推荐。"
    en = "This person is nominated in this round already."


class NominationEnded(Conflict):
    """He was disqualified, withdrawn or awarded."""

    code = "nomination-ended"
    zh = "该候选人已被取消资格、已撤回或者已有结果。"
    en = "The nominee was disqualified or withdrawn, or there is a result."


class NotAwarded(Conflict):
    """There is nothing to revoke."""

    code = "not-awarded"
    zh = "此人没有获得该荣誉，或者荣誉已撤销。"
    en = "The award was not granted, or was revoked before."


class ObjectionOpen(Conflict):
    """Nobody leads round an objection by publishing anew."""

    code = "selection-objection-open"
    zh = "有异议尚未处理。"
    en = "An objection is not settled."


class DrawNotDue(Conflict):
    """Nobody is equal for an award, or the points are not all there."""

    code = "draw-not-due"
    zh = "没有需要抽签决定的并列。"
    en = "Nobody is equal for an award that is left."


class RecordedByOneself(Forbidden):
    """Rule B8: who took down votes, points, a draw or the result does not grant the awards."""

    code = "results-recorded-by-oneself"
    zh = "您登记过本次评选的结果，不能由您授予荣誉。"
    en = "You recorded results of this round: somebody else grants the awards."


class SelectionInvalid(Invalid):
    """`fields` names every fault."""

    code = "selection-invalid"
    zh = "评选事项不符合规定，原因见各字段。"
    en = "This breaks a rule of the selection; the fields tell which."
