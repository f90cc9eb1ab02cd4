"""What is known of the audit's chain."""

from prometheus_client import Gauge

FINDINGS = Gauge(
    "veterans_audit_findings",
    "Places where the audit is not as it was written, found by this worker when it started. 0 is sound."
    " · 本 worker 启动时发现的审计记录与写入时不符之处；0 为完好。",
)
