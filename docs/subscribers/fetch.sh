#!/bin/bash
# Fetches events: ./fetch.sh fetch.json, again as often as you like. Needs curl, openssl, jq, and an RSA key. 取走事件。
# Beside fetch.json lies key.pem, the private key of your account; in `cursor` stands where to go on.
set -euo pipefail
cd "$(dirname "$1")"
told() { jq -r ".$1" fetch.json; }
coded() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
now=$(date +%s)
head=$(jq -nc --arg kid "$(told key_id)" '{alg: "RS256", kid: $kid}' | coded)
claims=$(jq -c --argjson now "$now" --arg id "$(openssl rand -hex 16)" \
  '{iss: .account, sub: .account, aud: .issuer, iat: $now, exp: ($now + 60), jti: $id}' fetch.json | coded)
signed="$head.$claims.$(printf %s "$head.$claims" | openssl dgst -sha256 -sign key.pem -binary | coded)"
token=$(curl -fsS "$(told tokens)" -d grant_type=client_credentials -d "client_assertion=$signed" \
  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer | jq -r .access_token)
more=true
while [ "$more" = true ]; do
  after=$(cat cursor 2>/dev/null || echo 0)
  batch=$(curl -fsS -G "$(told events)" -d limit=100 --data-urlencode "after=$after" -H "Authorization: Bearer $token") || {
    echo "409: another history or scope, begin anew without the cursor · 历史更替或范围变更，须清除后从头取" >&2
    exit 1
  }
  jq -r '.events[] | "\(.type) \(.subject) \(.data)"' <<<"$batch"
  jq -r .next <<<"$batch" >cursor
  more=$(jq -r .more <<<"$batch")
done
