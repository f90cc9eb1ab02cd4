"""Which person the holder of an account is, and who says so (pure)."""

from collections.abc import Collection
from uuid import UUID

from services.registry.accounts.domain.account import Account
from shared.auth.hands import Hands, are_of
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound

UNKNOWN_PERSON = FieldFault(
    "person_id", "unknown-person", "没有此编号的人员，请核对档案编号。", "Nobody is known by this number."
)


class HolderInvalid(Invalid):
    """`fields` names every fault."""

    code = "holder-invalid"
    zh = "持有人身份不符合规定，原因见各字段。"
    en = "What was sent of the holder breaks a rule; the fields tell which."


class AccountOfOwnAffairs(Conflict):
    """A station opened it for a person: whose it is, is known."""

    code = "account-of-own-affairs"
    zh = "该账号是本人账号，已对应本人档案，无需登记持有人。"
    en = "It is a person's account for his own affairs: whose it is, is known already."


class HolderNamedAlready(Conflict):
    """One person an account: a wrong one is removed by another hand first."""

    code = "holder-named-already"
    zh = "该账号已登记持有人；登记有误的，由安全管理员撤销后重新登记。"
    en = "The holder of the account is named already; if wrongly, a security administrator removes that first."


class HolderNotFound(NotFound):
    """Nothing is said of who holds it, or nothing any more."""

    code = "holder-not-found"
    zh = "该账号没有登记持有人。"
    en = "Nobody is named as the holder of this account."


class HolderRemovedByOneself(Forbidden):
    """Without it he decides for himself and his kin unseen."""

    code = "holder-removed-by-oneself"
    zh = "账号持有人、登记人（含代行、委托）不能撤销该登记，须由另一人办理。"
    en = "Neither the holder of the account nor who named him takes that back: another person does."


def must_be_for_work(account: Account) -> None:
    """Raises `MachineAccount`, `AccountOfOwnAffairs`."""
    account.must_be_a_persons()
    if account.person_id is not None:
        raise AccountOfOwnAffairs


def must_be_removed_by_another(hands: Hands, *, holder: UUID, named_by: Collection[UUID | None]) -> None:
    """`hands`: of whoever removes it; `named_by`: who named him, and for whom he stood in. Raises
    `HolderRemovedByOneself`."""
    if are_of(hands, (holder, *named_by)):
        raise HolderRemovedByOneself
