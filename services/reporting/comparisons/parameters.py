"""Who is compared with registry, and what may differ."""

from typing import Literal

from shared.language import Named

# Reporting's own ledger, and what benefits tells of its directory.
OWN = "reporting"
COMPARED = ("benefits", OWN)
Compared = Literal["benefits", "reporting"]
# Beyond these, units that differ are counted and not opened: then something is wrong that no list of ids explains.
MOST_UNITS = 50

DIFFERENCES = {
    "missing": Named("missing", "登记在册，该服务没有", "registered, and missing there"),
    "unexpected": Named("unexpected", "该服务有，登记不在册", "there, and not registered"),
    "other-days": Named("other-days", "在册日期不同", "there on other days"),
}
SERVICES = {
    "benefits": Named("benefits", "优待（名录）", "benefits (directory)"),
    "reporting": Named("reporting", "统计（F01 台账）", "reporting (ledger of F01)"),
}
