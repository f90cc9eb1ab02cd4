"""What the kinds of units and hosts are called (`UnitKind`, `HostKind`)."""

from shared.language import Named

UNIT_KINDS = (
    Named("centre", "服务中心", "service centre"),
    Named("station", "服务站", "service station"),
    Named("room", "服务室", "service room"),
)
HOST_KINDS = (
    Named("county", "县", "county"),
    Named("township", "乡镇、街道", "township or subdistrict"),
    Named("county-direct-unit", "县直单位", "county-direct unit"),
    Named("village", "村、社区", "village or community"),
)
UNIT_KIND = {kind.code: kind for kind in UNIT_KINDS}
HOST_KIND = {kind.code: kind for kind in HOST_KINDS}
