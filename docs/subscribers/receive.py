"""Receives events by webhook: `pip install standardwebhooks`, then `python receive.py PORT` with WEBHOOK_SECRET set.

接收推送的事件。前面须有提供 https 的网关（nginx、Caddy 等）。 In front of it stands what speaks https.
"""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

signed = Webhook(os.environ["WEBHOOK_SECRET"])
seen: set[str] = set()  # keep it in your own database, in the transaction that applies the event 应与业务数据一并保存


class Receiver(BaseHTTPRequestHandler):
    history: str | None = None  # keep it too 一并保存

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = signed.verify(body, dict(self.headers))
        except WebhookVerificationError:
            self.answer(401)
            return
        if event.get("history") != Receiver.history:  # what came before is void 历史更替：此前的作废，全部重新接收
            Receiver.history = event.get("history")
            seen.clear()
        if event["id"] not in seen:  # it may come twice 可能重复
            print(event["id"], event["type"], event["data"], flush=True)
            seen.add(event["id"])
        self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()


HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
