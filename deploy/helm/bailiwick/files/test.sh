# Pushes a person by SCIM, asks the check until it knows her, deactivates her, and asks again.
set -eu
TOKEN_FILE="${TOKEN_FILE:-/var/run/secrets/bailiwick/token}"

scim() {  # scim METHOD PATH [BODY]
  curl -sS --fail-with-body -m 20 -X "$1" "$SCIM$2" -H "Authorization: Bearer $SCIM_TOKEN" \
    -H "Content-Type: application/scim+json" -H "Prefer: wait=10" ${3:+-d "$3"}
}

reason() {
  curl -sS --fail-with-body -m 5 "$CHECK" -H "Authorization: Bearer $(cat "$TOKEN_FILE")" \
    -H "Content-Type: application/json" -d "{\"subject\": {\"type\": \"user\", \"id\": \"$id\"},
      \"action\": {\"name\": \"repository.read\"}, \"resource\": {\"type\": \"model\", \"id\": \"$ORGANIZATION/test\",
      \"properties\": {\"owner\": \"$ORGANIZATION\", \"visibility\": \"private\"}}}" |
    sed -n 's/.*"reason":"\([a-z_]*\)".*/\1/p'
}

expect() {  # expect REASON: the check denies for it within half a minute
  for _ in $(seq 60); do
    got=$(reason)
    [ "$got" = "$1" ] && return 0
    sleep 0.5
  done
  echo "The check answered '$got' instead of '$1'." >&2
  return 1
}

user="helm-test-$(date +%s)"
id=$(scim POST /Users "{\"userName\": \"$user@example.com\", \"externalId\": \"$user\", \"active\": true}" |
  sed -n 's/.*"id":"\(mgd_[0-9a-z]*\)".*/\1/p')
[ -n "$id" ] || { echo "The push of a person failed." >&2; exit 1; }
trap 'scim DELETE "/Users/$id" >/dev/null || echo "$id could not be deleted" >&2' EXIT
expect sso_required
scim PATCH "/Users/$id" '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  "Operations": [{"op": "replace", "path": "active", "value": false}]}' >/dev/null
expect account_suspended
echo "A person was pushed, known to the check, deactivated and denied."
