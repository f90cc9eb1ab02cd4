"""What was said of units wrongly, as registry tells of it."""

from datetime import date

from shared.events.registry import OrgUnitCorrected, OrgUnitMoved, OrgUnitMoveRevoked
from shared.events.registry.org_units import UnitName
from tests.reporting.given import FOUNDED_ON, KINDS, code_of


def unit_corrected(org_path: str, host_kind: str, on: date = FOUNDED_ON, name: str = "") -> OrgUnitCorrected:
    """It is set up in something else, and never bore another name."""
    return OrgUnitCorrected(
        org_code=code_of(org_path),
        org_path=org_path,
        kind=KINDS[org_path.count(".")],
        host_kind=host_kind,
        established_on=on,
        established_on_before=on,
        names=(UnitName(name=name or f"{code_of(org_path)}服务机构"),),
    )


def move_revoked(move: OrgUnitMoved) -> OrgUnitMoveRevoked:
    """It stands where it stood before."""
    return OrgUnitMoveRevoked(
        org_code=move.org_code,
        org_path=move.from_path,
        kind=move.kind,
        from_path=move.org_path,
        from_parent_code=move.to_parent_code,
        to_parent_code=move.from_parent_code,
        moved_on=move.moved_on,
    )
