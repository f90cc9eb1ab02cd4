"""What endpoints of benefits may ask for. Who may do what: docs/access.md."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.benefits.settings import Settings
from shared.approval.asking import ask_recusal
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.auth.own_file import OwnFile, ask_own_file
from shared.command import Work
from shared.http.dependencies import Credentials, Reading, commanding, public_reading, reading
from shared.http.registry import registry
from shared.privacy.keyring import Keyring


async def keyring(request: Request) -> Keyring:
    """The keyring of this process, made by `create_app`. A plain function would be run in a thread."""
    found: Keyring = request.app.state.keyring
    return found


async def configuration(request: Request) -> Settings:
    """What this process was told by its environment."""
    found: Settings = request.app.state.settings
    return found


Keys = Annotated[Keyring, Depends(keyring)]
Configuration = Annotated[Settings, Depends(configuration)]

ProgrammeDrafter = Annotated[Work, Depends(commanding("programmes.draft"))]
ProgrammeDraftReading = Annotated[Reading, Depends(reading("programmes.read-drafts"))]
ProgrammeDrafting = Annotated[Reading, Depends(reading("programmes.draft"))]
ProgrammeActivating = Annotated[Reading, Depends(reading("programmes.activate"))]
ProgrammeActivator = Annotated[Work, Depends(commanding("programmes.activate"))]
ProgrammePublicReading = Annotated[Reading, Depends(public_reading())]
PublicityReading = Annotated[Reading, Depends(public_reading())]
ProgrammeReading = Annotated[Reading, Depends(reading("programmes.read"))]
ProgrammeSimulator = Annotated[Work, Depends(commanding("programmes.simulate"))]
ProgrammeSimulating = Annotated[Reading, Depends(reading("programmes.simulate"))]
ChangesOpener = Annotated[Work, Depends(commanding("programmes.open-changes"))]
AmountKeeper = Annotated[Work, Depends(commanding("amounts.keep"))]
AmountKeeping = Annotated[Reading, Depends(reading("amounts.keep"))]
AmountReading = Annotated[Reading, Depends(reading("amounts.read"))]
EntitlementReading = Annotated[Reading, Depends(reading("entitlements.read"))]
OwnReading = Annotated[Reading, Depends(reading("entitlements.own"))]
ApplicationKeeper = Annotated[Work, Depends(commanding("applications.keep"))]
ApplicationDecider = Annotated[Work, Depends(commanding("applications.decide"))]
ApplicationKeeping = Annotated[Reading, Depends(reading("applications.keep"))]
ApplicationDeciding = Annotated[Reading, Depends(reading("applications.decide"))]
ApplicationReading = Annotated[Reading, Depends(reading("applications.read"))]
AwardRunner = Annotated[Work, Depends(commanding("awards.run"))]
AwardRunning = Annotated[Reading, Depends(reading("awards.run"))]
AwardNominator = Annotated[Work, Depends(commanding("awards.nominate"))]
AwardGranter = Annotated[Work, Depends(commanding("awards.grant"))]
AwardReading = Annotated[Reading, Depends(reading("awards.read"))]
OwnJobReading = Annotated[Reading, Depends(reading("jobs.own"))]
OwnJobWork = Annotated[Work, Depends(commanding("jobs.own"))]
JobReading = Annotated[Reading, Depends(reading("jobs.read"))]
TrainingReading = Annotated[Reading, Depends(reading("training.read"))]
PaymentReading = Annotated[Reading, Depends(reading("payments.read"))]
PaymentKeeper = Annotated[Work, Depends(commanding("payments.keep"))]
BatchReading = Annotated[Reading, Depends(reading("payments.read-batches"))]
BatchKeeping = Annotated[Reading, Depends(reading("payments.batch"))]
BatchKeeper = Annotated[Work, Depends(commanding("payments.batch"))]
BatchReleasing = Annotated[Reading, Depends(reading("payments.release"))]
BatchReleaser = Annotated[Work, Depends(commanding("payments.release"))]
PayeeReading = Annotated[Reading, Depends(reading("payees.read"))]
PayeeKeeping = Annotated[Reading, Depends(reading("payees.keep"))]
PayeeKeeper = Annotated[Work, Depends(commanding("payees.keep"))]
PayeeConfirmer = Annotated[Work, Depends(commanding("payees.confirm"))]
VisitReading = Annotated[Reading, Depends(reading("visits.read"))]
OverpaymentKeeping = Annotated[Reading, Depends(reading("payments.recover"))]
OverpaymentKeeper = Annotated[Work, Depends(commanding("payments.recover"))]
OverpaymentEnder = Annotated[Work, Depends(commanding("payments.write-off"))]
CaseOpener = Annotated[Work, Depends(commanding("cases.open"))]
CaseHandler = Annotated[Work, Depends(commanding("cases.handle"))]
CaseDiscloser = Annotated[Work, Depends(commanding("cases.disclose"))]
CaseOpenerReading = Annotated[Reading, Depends(reading("cases.open"))]
CaseHandlerReading = Annotated[Reading, Depends(reading("cases.handle"))]
CaseReading = Annotated[Reading, Depends(reading("cases.read"))]
DiscountReading = Annotated[Reading, Depends(reading("merchants.see-discounts"))]
OwnCodeShower = Annotated[Work, Depends(commanding("redemptions.show-own-code"))]
OwnCodeReading = Annotated[Reading, Depends(reading("redemptions.show-own-code"))]
CodePrinter = Annotated[Work, Depends(commanding("redemptions.print"))]
CodePrinting = Annotated[Reading, Depends(reading("redemptions.print"))]
ClerkKeeper = Annotated[Work, Depends(commanding("redemptions.keep-clerks"))]
ClerkKeeping = Annotated[Reading, Depends(reading("redemptions.keep-clerks"))]
ShopWork = Annotated[Work, Depends(commanding("redemptions.verify"))]
ShopReading = Annotated[Reading, Depends(reading("redemptions.verify"))]
RedemptionReading = Annotated[Reading, Depends(reading("redemptions.read"))]
RedemptionReverser = Annotated[Work, Depends(commanding("redemptions.reverse"))]
RedemptionReversing = Annotated[Reading, Depends(reading("redemptions.reverse"))]
Comparing = Annotated[Reading, Depends(reading("veterans.compare"))]


async def own_file(request: Request, credentials: Credentials) -> OwnFile:
    """Whose own account the caller's is, as registry says. Raises `OwnFileNotFound`, `OwnFileUnavailable`."""
    asked = await registry(request, credentials)
    return await ask_own_file(asked.url, asked.token)


@dataclass(frozen=True, slots=True)
class Decider:
    """Whoever decides on somebody. `recusal`: on whom he decides nothing."""

    keyring: Keyring
    recusal: Recusal = NOT_RECUSED


async def recusal(request: Request, credentials: Credentials) -> Recusal:
    """On whom the caller decides nothing. Asks registry, which alone knows who he is: without an answer nobody decides.
    Raises `OwnFileUnavailable`."""
    asked = await registry(request, credentials)
    return await ask_recusal(asked.url, asked.token)


async def decider(keyring: Keys, recusal: Annotated[Recusal, Depends(recusal)]) -> Decider:
    """The same, with the keyring. Raises the same."""
    return Decider(keyring, recusal)


async def anybody(keyring: Keys) -> Decider:
    """Of what is done that decides on nobody."""
    return Decider(keyring)


Deciding = Annotated[Decider, Depends(decider)]


async def own_person(request: Request, _reading: OwnReading, credentials: Credentials) -> UUID:
    """The number of his file, for who may see his own matters. Raises the same."""
    return (await own_file(request, credentials)).person_id


async def own_file_for_a_code(request: Request, _reading: OwnCodeReading, credentials: Credentials) -> OwnFile:
    """The same, for who may show a code. Raises the same."""
    return await own_file(request, credentials)


async def own_person_for_jobs(request: Request, _reading: OwnJobReading, credentials: Credentials) -> UUID:
    """The number of his file, for who may see which work suits him. Raises the same."""
    return (await own_file(request, credentials)).person_id


OwnPersonForJobs = Annotated[UUID, Depends(own_person_for_jobs)]
OwnPerson = Annotated[UUID, Depends(own_person)]
OwnFileForCode = Annotated[OwnFile, Depends(own_file_for_a_code)]
