"""What two files of one person have alike, and how much each counts."""

from collections.abc import Mapping
from enum import StrEnum

from shared.events.codes import DUPLICATE_DIFFERENCE, DUPLICATE_GROUND
from shared.language import Named


class Ground(StrEnum):
    """A thing that is alike."""

    NUMBER = "legacy-number"
    NAME = "name"
    READING = "name-reading"
    BIRTH = "birth-date"
    DOMICILE = "domicile"
    ENLISTED = "enlisted-on"
    DISCHARGED = "discharged-on"
    CERTIFICATE = "discharge-certificate"
    REPORTED = "reported"


# One name and one date of birth are not enough: of eighteen thousand some have both. Together with the village, or with
# a month of service, somebody looks. Where names only sound alike, two of these are needed.
WEIGHTS: Mapping[Ground, int] = {
    Ground.NUMBER: 80,
    Ground.NAME: 40,
    Ground.READING: 20,
    Ground.BIRTH: 20,
    Ground.DOMICILE: 20,
    Ground.ENLISTED: 20,
    Ground.DISCHARGED: 20,
    Ground.CERTIFICATE: 40,
    Ground.REPORTED: 80,
}
MOST = 100
SUSPICIOUS = 80

FEWEST_SIGNS = 5
"""Of a number of a certificate: 无 and 0 are written into many files."""

READ_SIGNS = 4
"""Of a name; further ones have too many readings together."""

MOST_ALIKE = 20
"""What more files share than these tells nobody apart."""

GROUNDS: Mapping[str, Named] = DUPLICATE_GROUND.by_code()
DIFFERENCES: Mapping[str, Named] = DUPLICATE_DIFFERENCE.by_code()
