"""On which page of the menu what a permission is for is found; the words for it are those of the permission."""

from collections.abc import Mapping

from shared.web.menu import SELF

PERSONS = "/registry/persons"
# Every permission once, in the order in which a page of help tells them; a test compares it with the routes.
FOUND_AT: Mapping[str, tuple[str, ...]] = {
    PERSONS: (
        "veterans.read",
        "veterans.register",
        "veterans.disclose",
        "veterans.correct",
        "veterans.record-death",
        "veterans.revoke-death",
        "veterans.relocate",
        "veterans.revoke-relocation",
        "veterans.transfer",
        "veterans.revoke-transfer",
        "veterans.deregister",
        "veterans.revoke-deregistration",
        "families.keep",
        "proxies.keep",
        "report-ins.keep",
        "contact-points.keep",
        "messages.keep-contacts",
        "messages.read-contacts",
        "attachments.keep",
        "attachments.disclose",
        "attachments.see-photograph",
        "social-roles.assume",
        "data-requests.open",
        "accounts.open-self",
        "veterans.export",
    ),
    "/registry/registrations": ("veterans.decide-registration",),
    "/registry/identity-corrections": ("veterans.propose-identity", "veterans.confirm-identity"),
    "/registry/recipients": ("recipients.read", "recipients.keep", "recipients.revoke", "recipients.export"),
    "/registry/categories": (
        "categories.read",
        "categories.apply",
        "categories.decide",
        "categories.open",
        "categories.change",
        "categories.export",
    ),
    "/registry/duplicates": (
        "duplicates.read",
        "duplicates.decide",
        "duplicates.propose-merge",
        "duplicates.confirm-merge",
        "duplicates.export",
    ),
    "/registry/unconfirmed": ("confirmations.keep",),
    "/registry/archives": ("archives.keep",),
    "/registry/notices": (
        "notices.read",
        "notices.disclose",
        "notices.confirm-death",
        "notices.settle",
        "notices.export",
    ),
    "/registry/consents": ("consents.keep",),
    "/registry/data-requests": ("data-requests.read", "data-requests.answer", "data-requests.export"),
    "/registry/erasures": ("erasures.read", "erasures.propose", "erasures.confirm", "erasures.export"),
    "/registry/imports": ("imports.read", "imports.run", "imports.revoke"),
    "/registry/network": ("places.read", "places.import-divisions", "places.organise", "places.export"),
    "/registry/party": ("places.check",),
    "/registry/roles": ("social-roles.read", "social-roles.end", "social-roles.export"),
    "/benefits/cases": ("cases.read", "cases.open", "cases.handle", "cases.disclose", "cases.export"),
    "/benefits/programmes": ("programmes.read",),
    "/reporting/county": (
        "figures.read",
        "figures.open",
        "figures.freeze",
        "figures.compare",
        "opening-figures.keep",
        "figures.export",
        "opening-figures.export",
    ),
    "/notifications/messages": ("messages.follow", "messages.resend", "messages.export"),
    "/registry/accounts": (
        "accounts.read",
        "accounts.open",
        "accounts.confirm-handover",
        "accounts.remove-second-factor",
        "accounts.export",
    ),
    "/registry/grants": (
        "grants.read",
        "grants.propose",
        "grants.confirm",
        "grants.revoke",
        "grants.lift-denial",
        "grants.review-emergency",
        "grants.export",
    ),
    "/registry/running": ("operations.read",),
    "/benefits/parked": ("operations.act",),
    "/registry/audit": ("audit.read",),
    SELF.path: (
        "accounts.own",
        "grants.delegate",
        "grants.ask-emergency",
        "categories.apply-own",
        "audit.own-file",
        "audit.own",
    ),
}
# Done by programs alone.
WITHOUT_A_PAGE = frozenset(
    {"veterans.compare", "contact-points.fetch", "programmes.publish", "messages.read-templates"}
)
