"""What is posted, verified by the library of Standard Webhooks in another language."""

import json

import pytest

from services.notifications.webhooks.domain import secret_of, signature
from shared.clock import machine_now
from shared.ids import new_id
from tests.node import HERE, node

SECRET = secret_of(bytes(range(32)))
BODY = '{"specversion":"1.0","data":{"name":"施庵镇"}}'


@pytest.mark.parametrize(("secret", "body", "is_good"), [
    (SECRET, BODY, True),
    (SECRET, BODY.replace("施庵", "新野"), False),
    (secret_of(bytes(32)), BODY, False),
])  # fmt: skip
def test_in_node(secret: str, body: str, is_good: bool) -> None:
    headers = dict(signature([SECRET], new_id(), machine_now(), BODY.encode()))
    done = node(HERE / "verify.js", said=json.dumps({"secret": secret, "headers": headers, "body": body}))
    assert (done.returncode == 0) == is_good, done.stderr
    assert (json.loads(done.stdout) == json.loads(body)) if is_good else "WebhookVerificationError" in done.stderr
