"""The caller's own second factor, and taking away that of another."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.accounts.schemas import ReasonForm
from services.registry.second_factor import commands
from services.registry.second_factor.parameters import ISSUER
from services.registry.second_factor.schemas import CodeForm, EnrolmentForm, EnrolmentView, RecoveryCodesView
from shared.clock import machine_now
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["second factor"])


@router.post(
    "/accounts/me/second-factor",
    responses=problems(401, 403, 404, 409, 429),
    dependencies=asked.CHECKING_A_PASSWORD,
)
async def begin_second_factor(
    work: asked.Enrolling, registrar: asked.Registration, form: EnrolmentForm | None = None
) -> EnrolmentView:
    """Begin the enrolment of an authenticator app, with the password once more · 登记身份验证器

    Its first code confirms it. Also for a token that a sign-in gave for this alone.
    """
    enrolment = await commands.enrol(
        work,
        keyring=registrar.keyring,
        issuer=ISSUER,
        current=form.current_password if form else None,
    )
    return EnrolmentView(secret=enrolment.secret, uri=enrolment.uri)


@router.post("/accounts/me/second-factor/confirmation", responses=problems(401, 403, 409))
async def confirm_second_factor(
    form: CodeForm, work: asked.Enrolling, registrar: asked.Registration
) -> RecoveryCodesView:
    """End the enrolment with a code of the app; sign in again, with the next one · 确认身份验证器

    Answers ten recovery codes.
    """
    codes = await commands.confirm_enrolment(work, keyring=registrar.keyring, code=form.code, at=machine_now())
    return RecoveryCodesView(recovery_codes=codes)


@router.post("/accounts/me/second-factor/recovery-codes", responses=problems(401, 403, 409, 429))
async def post_recovery_codes(
    form: CodeForm, work: asked.OwnAccountWork, registrar: asked.Registration
) -> RecoveryCodesView:
    """Ten new recovery codes, instead of those before; needs a code · 更换恢复码

    An idempotency key has no effect: asked again, it needs another code and answers others.
    """
    codes = await commands.renew_recovery_codes(work, keyring=registrar.keyring, code=form.code, at=machine_now())
    return RecoveryCodesView(recovery_codes=codes)


@router.post("/accounts/me/second-factor/removal", status_code=204, responses=problems(401, 403, 409, 429))
async def remove_own_second_factor(form: CodeForm, work: asked.OwnAccountWork, registrar: asked.Registration) -> None:
    """Do without, or change to another phone; needs a code once more · 停用本人的动态验证码

    Who must have one enrols at the next sign-in.
    """
    await commands.remove_own_factor(work, keyring=registrar.keyring, code=form.code, at=machine_now())


@router.post("/accounts/{account_id}/second-factor/removal", status_code=204, responses=problems(401, 403, 404, 409))
async def remove_second_factor(account_id: UUID, form: ReasonForm, work: asked.FactorRemover) -> None:
    """For who has lost phone and recovery codes · 停用他人的动态验证码

    Whoever resets passwords may not do this: one person would be enough to become any other.
    """
    await commands.remove_factor(work, account_id, reason=form.reason)
