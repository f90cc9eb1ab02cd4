"""Fetches events: `pip install joserfc`, then `python fetch.py fetch.json`, again as often as you like. 取走事件。

Beside `fetch.json` lies key.pem, the private key of your account. What is kept in `cursor` here, keep in your own
database, in the transaction that applies the events. 此处的 cursor 应与业务数据在同一事务内保存。
"""

import json
import sys
import time
import uuid
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from joserfc import jwt
from joserfc.jwk import ECKey

file = Path(sys.argv[1])
told, cursor = json.loads(file.read_text(encoding="utf-8")), file.with_name("cursor")
now = int(time.time())
claims = {"iss": told["account"], "sub": told["account"], "aud": told["issuer"], "iat": now, "exp": now + 60}
key = ECKey.import_key(file.with_name("key.pem").read_text())
signed = jwt.encode({"alg": "ES256", "kid": told["key_id"]}, {**claims, "jti": str(uuid.uuid4())}, key)
form = {
    "grant_type": "client_credentials",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "client_assertion": signed,
}
with urlopen(told["tokens"], urlencode(form).encode()) as answer:
    bearer = {"Authorization": f"Bearer {json.load(answer)['access_token']}"}  # holds for ten minutes
more = True
while more:
    after = {"after": cursor.read_text()} if cursor.exists() else {}
    try:
        with urlopen(Request(f"{told['events']}?{urlencode({'limit': 100, **after})}", headers=bearer)) as answer:
            batch = json.load(answer)
    except HTTPError as refused:
        if refused.code == 409:  # forget what you have of these events, delete `cursor`, and run it again
            sys.exit("another history or scope, begin anew without the cursor · 历史更替或范围变更，须清除后从头取")
        raise
    for event in batch["events"]:
        print(event["type"], event["subject"], json.dumps(event["data"], ensure_ascii=False))
    cursor.write_text(batch["next"])
    more = batch["more"]
