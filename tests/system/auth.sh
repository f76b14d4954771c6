#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Bearer and basic authentication: 401 without or with wrong credentials,
# before the body is looked at; 202 with the right ones; no secret in the log.
. "$(dirname "$0")/lib.sh"
need curl
needs_plugin source-http target-file

printf 'tok-4f1c9\n' > "$work/token"
printf 'pass-77aa\n' > "$work/password"
chmod 600 "$work/token" "$work/password"
main_config <<'EOF'
sources = (
  { name = "open"; type = "http"; listen = "127.0.0.1:0"; },
  { name = "bearer"; type = "http"; listen = "127.0.0.1:0";
    auth = "bearer"; tokens = ( { token = "file:${WORK}/token"; } ); },
  { name = "basic"; type = "http"; listen = "127.0.0.1:0";
    auth = "basic";
    users = ( { user = "till"; password = "file:${WORK}/password"; } ); }
);
log : { level = "debug"; };
EOF
pipeline orders <<'EOF'
sources = ( { use = "open"; path = "/o"; }, { use = "bearer"; path = "/o"; },
            { use = "basic"; path = "/o"; } );
rules = ( { name = "all"; pattern : { type = [ "t" ]; };
            targets = [ "out" ]; } );
targets = ( { name = "out"; type = "file"; file = "${WORK}/out.jsonl"; } );
EOF
start

equal 202 "$(binary open /o 1 t '{}')" "without authentication"
equal 401 "$(binary bearer /o 2 t '{}')" "bearer, none"
grep -qi '^www-authenticate: *bearer' "$work/head" || fail "no challenge"
equal 401 "$(binary bearer /o 2 t '{}' -H 'Authorization: Bearer tok-4f1c')" \
    "bearer, wrong"
equal 401 "$(binary bearer /o 2 t '{}' -H 'Authorization: Bearer tok-4f1c99')" \
    "bearer, longer"
equal 401 "$(binary bearer /o 2 t '{}' -u till:pass-77aa)" "bearer, but basic"
equal 202 "$(binary bearer /o 2 t '{}' -H 'Authorization: Bearer tok-4f1c9')" \
    "bearer"
equal 401 "$(binary basic /o 3 t '{}')" "basic, none"
grep -qi '^www-authenticate: *basic' "$work/head" || fail "no challenge"
equal 401 "$(binary basic /o 3 t '{}' -u till:wrong)" "basic, wrong password"
equal 401 "$(binary basic /o 3 t '{}' -u other:pass-77aa)" "basic, wrong user"
equal 202 "$(binary basic /o 3 t '{}' -u till:pass-77aa)" "basic"
equal "1 2 3 " "$(ids "$work/out.jsonl")" "ids that arrived"
if grep -E 'tok-4f1c9|pass-77aa' "$work/log"; then
    fail "a secret is in the log"
fi
ledger orders
events orders admitted 3
stop
