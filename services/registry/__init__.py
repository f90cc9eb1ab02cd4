"""Who and where.

Rooms: `setup` (the first four accounts), `accounts` (who may sign in), `second_factor` (codes besides the password),
`issuers` (external ones that sign people in), `machines` (what shows who they are), `subscribers` (systems of others
that read events), `sessions` (what a sign-in begins), `tokens` (what proves it), `self_accounts` (veterans' own),
`holdings` (what an account has in hand), `grants` (what an account may do, and where), `emergencies` (those of them
that are looked at afterwards), `handovers` (passwords that a second person confirms), `divisions` (the county's
places), `network` (centre, stations, rooms), `unit_lists` (all of it at once), `party` (the organisations that mirror
them), `applicants` (who has applied to join the Party) and `party_applications` (what is done about that), `veterans`
(persons and their files), `registrations` (who is asked before one is registered), `corrections`
(what a file says is changed, and what it said is kept), `contacts` (whose the numbers in files are), `deaths`,
`deregistrations` (who should not have been registered), `counting` (on which days figures count a person),
`relocations` (who moves), `transfers` (who leaves the county, and who comes), `duplicates` (files that may be one
person's), `erasures` (what is known of a person is destroyed), `roles` (what veterans do for their villages),
`searches` (persons found by number or name), `imports` (a whole register at once), `names` (for the pages of other
services), `home` (the first page), `help` (a page for each role), `families` (who is what to a veteran), `proxies`
(who may act for one), `recipients` (who is in the register without a file), `categories` (what persons are recognised
as), `milestones` (which ages they reach), `report_ins` (who reported in after the discharge), `confirmations` (whom
somebody made sure of in a year), `archives` (paper files), `attachments` (photographs and evidence), `notices` (what
other systems say of persons), `consents` (what persons have agreed to), `data_requests` (what they ask for about what
is known of them), `merges` (two files of one person become one).
"""

from services.registry import (
    accounts,
    applicants,
    archives,
    attachments,
    categories,
    confirmations,
    consents,
    contacts,
    corrections,
    counting,
    data_requests,
    deaths,
    deregistrations,
    divisions,
    duplicates,
    emergencies,
    erasures,
    families,
    grants,
    handovers,
    help,
    holdings,
    home,
    imports,
    issuers,
    machines,
    merges,
    milestones,
    names,
    network,
    notices,
    party,
    party_applications,
    proxies,
    recipients,
    registrations,
    relocations,
    report_ins,
    roles,
    searches,
    second_factor,
    self_accounts,
    sessions,
    setup,
    subscribers,
    tokens,
    transfers,
    unit_lists,
    veterans,
)
from shared.service.room import Service

# The routes of what is asked most are tried first.
SERVICE = Service(
    __name__,
    "Registry · 登记",
    rooms=(
        searches.ROOM,
        registrations.ROOM,
        veterans.ROOM,
        contacts.ROOM,
        sessions.ROOM,
        issuers.ROOM,
        machines.ROOM,
        second_factor.ROOM,
        tokens.ROOM,
        network.ROOM,
        imports.ROOM,
        roles.ROOM,
        corrections.ROOM,
        deaths.ROOM,
        deregistrations.ROOM,
        relocations.ROOM,
        transfers.ROOM,
        counting.ROOM,
        duplicates.ROOM,
        erasures.ROOM,
        families.ROOM,
        proxies.ROOM,
        recipients.ROOM,
        categories.ROOM,
        milestones.ROOM,
        report_ins.ROOM,
        confirmations.ROOM,
        archives.ROOM,
        attachments.ROOM,
        notices.ROOM,
        merges.ROOM,
        consents.ROOM,
        data_requests.ROOM,
        emergencies.ROOM,
        grants.ROOM,
        handovers.ROOM,
        subscribers.ROOM,
        party_applications.ROOM,
        party.ROOM,
        applicants.ROOM,
        divisions.ROOM,
        unit_lists.ROOM,
        self_accounts.ROOM,
        holdings.ROOM,
        names.ROOM,
        accounts.ROOM,
        setup.ROOM,
        home.ROOM,
        help.ROOM,
    ),
)
