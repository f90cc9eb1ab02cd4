"""What an API counts of its requests."""

from prometheus_client import Gauge, Histogram

REQUEST_SECONDS = Histogram(
    "veterans_http_request_seconds",
    "From the request's first byte to the end of the response, by method, route template and status (0 = cut off)."
    " · 请求从第一个字节到答复结束的时间，按方法、路由、状态（0 为中断）。",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),  # an empty route to the patience of a browser
)
IN_PROGRESS = Gauge("veterans_http_requests_in_progress", "Requests being answered now. · 正在处理的请求数。")
