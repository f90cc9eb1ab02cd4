"""What every process says of itself besides its work."""

from prometheus_client import Gauge

CHECK_OK = Gauge(
    "veterans_check_ok",
    "1 while a check of /readyz holds, as its worker last looked; the reason stands in /readyz."
    " · /readyz 各项检查：1 为通过；原因见 /readyz。",
    ["check"],
)
MEASURED_TIMESTAMP_SECONDS = Gauge(
    "veterans_measured_timestamp_seconds",
    "When the worker last measured from its database, in Unix seconds; it stands still while the database is away."
    " · worker 上次由数据库测得数值的时间；连不上数据库时不变。",
)
CERTIFICATE_EXPIRY_TIMESTAMP_SECONDS = Gauge(
    "veterans_certificate_expiry_timestamp_seconds",
    "Until when the certificate is valid that a server shows its clients, in Unix seconds."
    " · 服务器出示的证书的到期时间。",
    ["server"],
)
POOL_IN_USE = Gauge(
    "veterans_database_connections_in_use",
    "Connections to the database that are at work. · 正在使用的数据库连接数。",
)
POOL_SIZE = Gauge(
    "veterans_database_connections_most",
    "How many the process may have; who finds none within five seconds is answered 503."
    " · 数据库连接数上限；五秒内得不到连接的请求答复 503。",
)
DISK_FREE_RATIO = Gauge(
    "veterans_disk_free_ratio",
    "Which part of the disk is free that the process lies on; in a container, the one of containers and volumes."
    " · 进程所在磁盘的可用部分；容器中即存放容器和卷的磁盘。",
)
