"""What the county does itself: bodies, meetings, staff, venues, standards.

Each book of registry says what an entry is (`Plaque`), and tells when one is recorded, taken a step further, corrected,
revoked. What changed names what was said before, so that who counts takes the one away and adds the other.
"""

from shared.events.registry.county import bodies, facilities, issued, meetings, onsite, staff, standards

PUBLISHED = (
    *bodies.PUBLISHED,
    *meetings.PUBLISHED,
    *onsite.PUBLISHED,
    *staff.PUBLISHED,
    *facilities.PUBLISHED,
    *issued.PUBLISHED,
    *standards.PUBLISHED,
)
