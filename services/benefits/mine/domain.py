"""What there is not of one's own."""

from shared.refusal import NotFound


class JobWishNotFound(NotFound):
    """It is recorded by those who serve him."""

    code = "job-wish-not-found"
    zh = "尚未登记求职意向，请到服务室、服务站或者县服务中心登记。"
    en = "No wish for work is recorded: the room, the station or the centre records it."
