"""What every API may answer, whatever it is about."""

from collections.abc import Mapping

from shared.auth.tokens import NotAuthenticated
from shared.refusal import (
    Conflict,
    Defect,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    Refusal,
    StorageFull,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
    Unsupported,
)


class NotAllowed(Forbidden):
    code = "not-allowed"
    zh = "您的角色无权进行此项操作。"
    en = "Your roles do not allow this."


class SecondFactorMissing(Forbidden):
    """The caller's role takes a second factor, and his session began without one."""

    code = "second-factor-missing"
    zh = "您的角色须凭动态验证码登录后使用，请退出后重新登录。"
    en = "Your role works after a sign-in with a second factor only; sign out and sign in again."


class InvalidRequest(Invalid):
    code = "invalid-request"
    zh = "请求内容有误，请按字段提示修改后重新提交。"
    en = "The request is not valid; see the fields, correct them and send it again."


class UnreadableRequest(Invalid):
    code = "unreadable-request"
    zh = "无法读取请求内容，请检查格式。"
    en = "The request could not be read; check its form."


class NoSuchAddress(NotFound):
    code = "no-such-address"
    zh = "该地址不存在。"
    en = "There is nothing at this address."


class MethodNotAllowed(Unsupported):
    code = "method-not-allowed"
    zh = "该地址不支持这种请求方法。"
    en = "This address does not take this method."


class UnstorableText(Invalid):
    code = "unstorable-text"
    zh = "文本中含有无法保存的字符（空字符 U+0000 或不成对的代理字符），请删除后重新提交。"
    en = "A text holds characters that cannot be stored (NUL, or half of a surrogate pair); remove them and try again."


class WrongContentType(Unsupported):
    code = "wrong-content-type"
    zh = "请求内容的类型不对，请按字段提示发送。"
    en = "The body is not of the type that this address takes; see the fields."


class RequestTooLarge(TooLarge):
    code = "request-too-large"
    zh = "请求内容过大。"
    en = "The request is larger than this address accepts."


class RequestTimedOut(Invalid):
    code = "request-timed-out"
    zh = "请求内容传输中断或过慢，请重新提交。"
    en = "The request stopped arriving, or came too slowly; send it again."


class RequestFailed(Conflict):
    """Any other status the framework may answer."""

    code = "request-failed"
    zh = "请求未能完成。"
    en = "The request was not completed."


class InternalError(Defect):
    code = "internal-error"
    zh = "系统内部出错，未作任何更改。请将关联编号告知管理员。"
    en = "Something went wrong inside the system and nothing was changed. Tell the operator the correlation id."


class DatabaseUnavailable(Unavailable):
    code = "database-unavailable"
    zh = "数据库暂时不可用，请稍后重试。"
    en = "The database is not available at the moment; try again shortly."


class DiskFull(StorageFull):
    code = "disk-full"
    zh = "存储空间已满，未作任何更改。请联系管理员；腾出空间后可重新提交。"
    en = "The storage is full and nothing was changed. Tell the operator; once there is room, send it again."


class Overloaded(Unavailable):
    code = "overloaded"
    zh = "系统繁忙，请稍后重试。"
    en = "The system is busy; try again shortly."


# A refusal is answered with the status of its kind; three that only HTTP knows have their own.
STATUSES: Mapping[type[Refusal], int] = {
    Invalid: 422,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    TooLarge: 413,
    Unsupported: 415,
    TooMany: 429,
    Unavailable: 503,
    StorageFull: 507,
    Defect: 500,
    UnreadableRequest: 400,
    MethodNotAllowed: 405,
    RequestTimedOut: 408,
}

OF_FRAMEWORK: Mapping[int, type[Refusal]] = {
    400: UnreadableRequest,
    401: NotAuthenticated,
    403: NotAllowed,
    404: NoSuchAddress,
    405: MethodNotAllowed,
    408: RequestTimedOut,
    413: RequestTooLarge,
    422: InvalidRequest,
    503: Overloaded,
}

HEADERS: Mapping[int, dict[str, str]] = {
    401: {"WWW-Authenticate": 'Bearer realm="veterans"'},
    408: {"Connection": "close"},
    503: {"Retry-After": "2"},
    507: {"Retry-After": "60"},
}


def status_of(refusal: type[Refusal]) -> int:
    """The HTTP status of its kind."""
    return next(STATUSES[ancestor] for ancestor in refusal.__mro__ if ancestor in STATUSES)
