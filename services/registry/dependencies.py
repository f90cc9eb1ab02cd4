"""What endpoints may ask for. Who may do what: docs/access.md; a grant's unit bounds where.

All are coroutines: FastAPI runs a plain function in a thread, which costs more than any of these does.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.settings import ExternalIssuers, Registrar, SessionTerms, Settings
from shared import clock
from shared.auth.caller import Caller
from shared.auth.grants import get_epoch
from shared.auth.permissions import permission
from shared.auth.signing_keys import SigningKeys
from shared.auth.tokens import NotAuthenticated, TokenVerifier
from shared.command import Transaction, Work
from shared.followed import Followed
from shared.http.browser import language_of, token_of
from shared.http.dependencies import Commanding, Reading, commanding, nobody, reading
from shared.http.overload import Limiter, limited_by
from shared.http.per_address import limited_per_address

PartAbout = Callable[[Transaction, UUID], Awaitable[None]]
"""A part of commands about a person that takes what rooms above know; `create_app` has it."""


async def get_settings(request: Request) -> Settings:
    """The configuration this process was started with."""
    settings: Settings = request.app.state.settings
    return settings


async def get_signing_keys(request: Request) -> SigningKeys:
    """The keys of access tokens, read by `create_app`."""
    keys: SigningKeys = request.app.state.signing_keys
    return keys


async def get_registrar(request: Request) -> Registrar:
    """What registering veterans takes, built by `create_app`."""
    registrar: Registrar = request.app.state.registrar
    return registrar


async def get_forgets(request: Request) -> PartAbout:
    """What forgets whoever is known for nothing any more (`veterans.commands.forgetting`)."""
    forgets: PartAbout = request.app.state.forgets
    return forgets


async def get_cancels(request: Request) -> PartAbout:
    """What cancels the categories of which nothing is left (`recipients.commands.keeping`)."""
    cancels: PartAbout = request.app.state.cancels
    return cancels


async def get_session_terms(request: Request) -> SessionTerms:
    """What sessions take, built by `create_app`."""
    terms: SessionTerms = request.app.state.session_terms
    return terms


async def get_setup_token(request: Request) -> SecretStr | None:
    """What opens the first accounts at the moment."""
    expected: Followed[SecretStr | None] = request.app.state.setup_token
    return expected.get()


async def has_external_issuers(request: Request) -> bool:
    """Whether anybody else signs people in at the moment."""
    configured: Followed[ExternalIssuers] = request.app.state.external_issuers
    return bool(configured.get())


async def work_of_nobody(request: Request) -> Work:
    """For the routes that anyone may call. They take no idempotency key: it would belong to nobody."""
    return Work(request.app.state.engine, nobody(request), clock.now())


# Checking a password takes far more than anything else here does: as many at once as there are threads for it, as many
# waiting as are done within the time that a request may wait, and of them only some from one address.
CHECKING_A_PASSWORD = (limited_per_address(8), limited_by(Limiter(slots=2, queue=16, lease_seconds=None)))


class EnrollingGate(Commanding):
    """Also lets in whom a sign-in gave a token for enrolling a second factor alone."""

    async def admit(
        self,
        request: Request,
        credentials: HTTPAuthorizationCredentials | None,
        connection: AsyncConnection,
        now: datetime,
    ) -> Caller:
        enrolments: TokenVerifier = request.app.state.enrolments
        try:
            identity = await enrolments.verify(token_of(request, credentials) or "")
        except NotAuthenticated:
            return await super().admit(request, credentials, connection, now)
        if await get_epoch(connection, identity.account_id) > identity.epoch:
            raise NotAuthenticated
        return Caller(identity.account_id, (), language_of(request), request.client.host if request.client else "")


Configuration = Annotated[Settings, Depends(get_settings)]
SetupToken = Annotated[SecretStr | None, Depends(get_setup_token)]
TokenSigningKeys = Annotated[SigningKeys, Depends(get_signing_keys)]
Registration = Annotated[Registrar, Depends(get_registrar)]
Forgetting = Annotated[PartAbout, Depends(get_forgets)]
Cancelling = Annotated[PartAbout, Depends(get_cancels)]
Terms = Annotated[SessionTerms, Depends(get_session_terms)]

HasIssuers = Annotated[bool, Depends(has_external_issuers)]

Anyone = Annotated[Work, Depends(work_of_nobody)]
OwnAccountWork = Annotated[Work, Depends(commanding("accounts.own"))]
Enrolling = Annotated[Work, Depends(EnrollingGate(permission("accounts.own")))]
OwnFileReading = Annotated[Reading, Depends(reading("audit.own-file"))]
StatusReading = Annotated[Reading, Depends(reading("operations.see-status"))]
OwnGrantReading = Annotated[Reading, Depends(reading("accounts.own"))]
AccountKeeper = Annotated[Work, Depends(commanding("accounts.open"))]
AccountKeeperReading = Annotated[Reading, Depends(reading("accounts.open"))]
AccountReading = Annotated[Reading, Depends(reading("accounts.read"))]
SelfAccountOpener = Annotated[Work, Depends(commanding("accounts.open-self"))]
SelfAccountReading = Annotated[Reading, Depends(reading("accounts.open-self"))]
FactorRemover = Annotated[Work, Depends(commanding("accounts.remove-second-factor"))]
FactorRemoverReading = Annotated[Reading, Depends(reading("accounts.remove-second-factor"))]
HandoverConfirmer = Annotated[Work, Depends(commanding("accounts.confirm-handover"))]
HandoverReading = Annotated[Reading, Depends(reading("accounts.confirm-handover"))]
HolderNamer = Annotated[Work, Depends(commanding("accounts.name-holder"))]
HolderRemover = Annotated[Work, Depends(commanding("accounts.remove-holder"))]
GrantProposer = Annotated[Work, Depends(commanding("grants.propose"))]
Delegator = Annotated[Work, Depends(commanding("grants.delegate"))]
InEmergency = Annotated[Work, Depends(commanding("grants.ask-emergency"))]
SecondPerson = Annotated[Work, Depends(commanding("grants.confirm"))]
GrantRevoker = Annotated[Work, Depends(commanding("grants.revoke"))]
DenialLifter = Annotated[Work, Depends(commanding("grants.lift-denial"))]
ProposingReading = Annotated[Reading, Depends(reading("grants.propose"))]
DelegatingReading = Annotated[Reading, Depends(reading("grants.delegate"))]
EmergencyReading = Annotated[Reading, Depends(reading("grants.ask-emergency"))]
RevokingReading = Annotated[Reading, Depends(reading("grants.revoke"))]
EmergencyReviewer = Annotated[Work, Depends(commanding("grants.review-emergency"))]
EmergencyReviewerReading = Annotated[Reading, Depends(reading("grants.review-emergency"))]
GrantReading = Annotated[Reading, Depends(reading("grants.read"))]
SubscriptionProposer = Annotated[Work, Depends(commanding("subscribers.propose"))]
SubscriptionConfirmer = Annotated[Work, Depends(commanding("subscribers.confirm"))]
SubscriptionRevoker = Annotated[Work, Depends(commanding("subscribers.revoke"))]
SubscriptionProposingReading = Annotated[Reading, Depends(reading("subscribers.propose"))]
SubscriptionRevokingReading = Annotated[Reading, Depends(reading("subscribers.revoke"))]
SubscriberPasswordMaker = Annotated[Work, Depends(commanding("subscribers.make-password"))]
SubscriberReading = Annotated[Reading, Depends(reading("subscribers.read"))]
DivisionKeeper = Annotated[Work, Depends(commanding("places.import-divisions"))]
UnitListKeeper = Annotated[Work, Depends(commanding("places.import-network"))]
UnitListReading = Annotated[Reading, Depends(reading("places.import-network"))]
DivisionKeeperReading = Annotated[Reading, Depends(reading("places.import-divisions"))]
Organiser = Annotated[Work, Depends(commanding("places.organise"))]
OrganiserReading = Annotated[Reading, Depends(reading("places.organise"))]
PlacesReading = Annotated[Reading, Depends(reading("places.read"))]
WorkingDaysReading = Annotated[Reading, Depends(reading("working-days.read"))]
# Several statements that must agree with each other.
OverseerReading = Annotated[Reading, Depends(reading("places.check", consistent=True))]
Registering = Annotated[Work, Depends(commanding("veterans.register"))]
RegisteringReading = Annotated[Reading, Depends(reading("veterans.register"))]
RegistrationDeciding = Annotated[Work, Depends(commanding("veterans.decide-registration"))]
DisclosingReading = Annotated[Reading, Depends(reading("veterans.disclose"))]
FileReading = Annotated[Reading, Depends(reading("veterans.read"))]
Searching = Annotated[Work, Depends(commanding("veterans.read"))]
Disclosing = Annotated[Work, Depends(commanding("veterans.disclose"))]
Correcting = Annotated[Work, Depends(commanding("veterans.correct"))]
CorrectingReading = Annotated[Reading, Depends(reading("veterans.correct"))]
IdentityProposer = Annotated[Work, Depends(commanding("veterans.propose-identity"))]
IdentityProposingReading = Annotated[Reading, Depends(reading("veterans.propose-identity"))]
IdentityConfirmer = Annotated[Work, Depends(commanding("veterans.confirm-identity"))]
DeathRecorder = Annotated[Work, Depends(commanding("veterans.record-death"))]
DeathRevoker = Annotated[Work, Depends(commanding("veterans.revoke-death"))]
Deregistering = Annotated[Work, Depends(commanding("veterans.deregister"))]
DeregistrationRevoker = Annotated[Work, Depends(commanding("veterans.revoke-deregistration"))]
DuplicateReading = Annotated[Reading, Depends(reading("duplicates.read"))]
DuplicateDecider = Annotated[Work, Depends(commanding("duplicates.decide"))]
CaseReading = Annotated[Reading, Depends(reading("cases.read"))]
CasePartyKeeper = Annotated[Work, Depends(commanding("cases.open"))]
CasePartyKeeping = Annotated[Reading, Depends(reading("cases.open"))]
CasePartyDisclosing = Annotated[Work, Depends(commanding("cases.disclose"))]
CasePartyDisclosingReading = Annotated[Reading, Depends(reading("cases.disclose"))]
FamilyKeeper = Annotated[Work, Depends(commanding("families.keep"))]
FamilyKeeping = Annotated[Reading, Depends(reading("families.keep"))]
CategoryApplying = Annotated[Work, Depends(commanding("categories.apply"))]
CategoryApplyingReading = Annotated[Reading, Depends(reading("categories.apply"))]
OwnCategoryApplying = Annotated[Work, Depends(commanding("categories.apply-own"))]
OwnPersonReading = Annotated[Reading, Depends(reading("entitlements.own"))]
OwnCategoryReading = Annotated[Reading, Depends(reading("categories.apply-own"))]
CategoryDeciding = Annotated[Work, Depends(commanding("categories.decide"))]
CategoryOpening = Annotated[Work, Depends(commanding("categories.open"))]
CategoryOpeningReading = Annotated[Reading, Depends(reading("categories.open"))]
CategoryChanging = Annotated[Work, Depends(commanding("categories.change"))]
CategoryChangingReading = Annotated[Reading, Depends(reading("categories.change"))]
CategoryReading = Annotated[Reading, Depends(reading("categories.read"))]
ReportInKeeper = Annotated[Work, Depends(commanding("report-ins.keep"))]
ConfirmationKeeper = Annotated[Work, Depends(commanding("confirmations.keep"))]
ConfirmationKeeping = Annotated[Reading, Depends(reading("confirmations.keep"))]
ArchiveKeeper = Annotated[Work, Depends(commanding("archives.keep"))]
ArchiveKeeping = Annotated[Reading, Depends(reading("archives.keep"))]
AttachmentKeeper = Annotated[Work, Depends(commanding("attachments.keep"))]
AttachmentKeeping = Annotated[Reading, Depends(reading("attachments.keep"))]
AttachmentDisclosing = Annotated[Work, Depends(commanding("attachments.disclose"))]
AttachmentDisclosingReading = Annotated[Reading, Depends(reading("attachments.disclose"))]
EvidenceKeeper = Annotated[Work, Depends(commanding("attachments.keep-of-unit"))]
EvidenceKeeping = Annotated[Reading, Depends(reading("attachments.keep-of-unit"))]
EvidenceSeeing = Annotated[Work, Depends(commanding("attachments.see-of-unit"))]
EvidenceReading = Annotated[Reading, Depends(reading("attachments.see-of-unit"))]
PhotographReading = Annotated[Reading, Depends(reading("attachments.see-photograph"))]
RecipientKeeper = Annotated[Work, Depends(commanding("recipients.keep"))]
RecipientKeeping = Annotated[Reading, Depends(reading("recipients.keep"))]
RecipientRevoker = Annotated[Work, Depends(commanding("recipients.revoke"))]
RecipientReading = Annotated[Reading, Depends(reading("recipients.read"))]
ProxyKeeper = Annotated[Work, Depends(commanding("proxies.keep"))]
ProxyKeeping = Annotated[Reading, Depends(reading("proxies.keep"))]
Relocating = Annotated[Work, Depends(commanding("veterans.relocate"))]
RelocationRevoker = Annotated[Work, Depends(commanding("veterans.revoke-relocation"))]
NoticeReading = Annotated[Reading, Depends(reading("notices.read"))]
NoticeDisclosing = Annotated[Work, Depends(commanding("notices.disclose"))]
NoticeConfirming = Annotated[Work, Depends(commanding("notices.confirm-death"))]
NoticeSending = Annotated[Work, Depends(commanding("notices.send"))]
NoticeSettling = Annotated[Work, Depends(commanding("notices.settle"))]
MergeProposer = Annotated[Work, Depends(commanding("duplicates.propose-merge"))]
MergeConfirmer = Annotated[Work, Depends(commanding("duplicates.confirm-merge"))]
ConsentKeeper = Annotated[Work, Depends(commanding("consents.keep"))]
ConsentKeeping = Annotated[Reading, Depends(reading("consents.keep"))]
DataRequestOpener = Annotated[Work, Depends(commanding("data-requests.open"))]
DataRequestOpening = Annotated[Reading, Depends(reading("data-requests.open"))]
DataRequestAnswerer = Annotated[Work, Depends(commanding("data-requests.answer"))]
DataRequestAnswering = Annotated[Reading, Depends(reading("data-requests.answer"))]
DataRequestReading = Annotated[Reading, Depends(reading("data-requests.read"))]
ErasureProposer = Annotated[Work, Depends(commanding("erasures.propose"))]
ErasureConfirmer = Annotated[Work, Depends(commanding("erasures.confirm"))]
ErasureReading = Annotated[Reading, Depends(reading("erasures.read"))]
Transferring = Annotated[Work, Depends(commanding("veterans.transfer"))]
TransferRevoker = Annotated[Work, Depends(commanding("veterans.revoke-transfer"))]
ContactKeeper = Annotated[Work, Depends(commanding("contact-points.keep"))]
ContactKeeperReading = Annotated[Reading, Depends(reading("contact-points.keep"))]
ContactFetching = Annotated[Work, Depends(commanding("contact-points.fetch"))]
FactFetching = Annotated[Work, Depends(commanding("facts.fetch"))]
Comparing = Annotated[Reading, Depends(reading("veterans.compare"))]
RoleKeeper = Annotated[Work, Depends(commanding("social-roles.assume"))]
RoleEnder = Annotated[Work, Depends(commanding("social-roles.end"))]
RoleKeeperReading = Annotated[Reading, Depends(reading("social-roles.assume"))]
RoleReading = Annotated[Reading, Depends(reading("social-roles.read"))]
ApplicationKeeper = Annotated[Work, Depends(commanding("party-applications.keep"))]
ApplicationKeeping = Annotated[Reading, Depends(reading("party-applications.keep"))]
ApplicationReading = Annotated[Reading, Depends(reading("party-applications.read"))]
BranchLifeKeeper = Annotated[Work, Depends(commanding("branch-life.keep"))]
BranchLifeKeeping = Annotated[Reading, Depends(reading("branch-life.keep"))]
BranchLifeReviewer = Annotated[Work, Depends(commanding("branch-life.review"))]
BranchLifeReading = Annotated[Reading, Depends(reading("branch-life.read"))]
MembershipKeeper = Annotated[Work, Depends(commanding("party-memberships.keep"))]
MembershipKeeping = Annotated[Reading, Depends(reading("party-memberships.keep"))]
MembershipReading = Annotated[Reading, Depends(reading("party-memberships.read"))]
RoleCorrector = Annotated[Work, Depends(commanding("social-roles.correct"))]
ContributionKeeper = Annotated[Work, Depends(commanding("contributions.keep"))]
ContributionKeeping = Annotated[Reading, Depends(reading("contributions.keep"))]
ContributionReading = Annotated[Reading, Depends(reading("contributions.read"))]
TeamKeeper = Annotated[Work, Depends(commanding("volunteer-teams.keep"))]
TeamKeeping = Annotated[Reading, Depends(reading("volunteer-teams.keep"))]
TeamReading = Annotated[Reading, Depends(reading("volunteer-teams.read"))]
CountyWorkReading = Annotated[Reading, Depends(reading("county-work.read"))]
Importing = Annotated[Work, Depends(commanding("imports.run"))]
ImportingReading = Annotated[Reading, Depends(reading("imports.run"))]
ImportRevoker = Annotated[Work, Depends(commanding("imports.revoke"))]
ImportRevokingReading = Annotated[Reading, Depends(reading("imports.revoke"))]
# Only one's own imports are shown. The connection is given back before the answer is
# sent: one of them is a file, and who does not read it to its end must not keep a connection.
ImportReading = Annotated[Reading, Depends(reading("imports.read"), scope="function")]
AuditReading = Annotated[Reading, Depends(reading("audit.read"))]
