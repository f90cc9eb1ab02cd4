"""What the kinds of units and hosts are called."""

from services.registry.network.domain import HostKind, UnitKind
from shared.language import Named

UNIT_KINDS = (
    Named(UnitKind.CENTRE, "服务中心", "service centre"),
    Named(UnitKind.STATION, "服务站", "service station"),
    Named(UnitKind.ROOM, "服务室", "service room"),
)
HOST_KINDS = (
    Named(HostKind.COUNTY, "县", "county"),
    Named(HostKind.TOWNSHIP, "乡镇、街道", "township or subdistrict"),
    Named(HostKind.COUNTY_DIRECT_UNIT, "县直单位", "county-direct unit"),
    Named(HostKind.VILLAGE, "村、社区", "village or community"),
)
UNIT_KIND = {kind.code: kind for kind in UNIT_KINDS}
HOST_KIND = {kind.code: kind for kind in HOST_KINDS}
