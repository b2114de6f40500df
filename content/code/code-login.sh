#!/bin/sh
# Logs in to NetSuite with the authorization code grant and PKCE, and refreshes the login later.
#
#   sh code-login.sh login    a user logs in, in the browser
#   sh code-login.sh refresh  a new access token, without the user
#
# It needs curl and openssl. Values come from the environment:
#
#   NETSUITE_CLIENT_SECRET       the Client Secret; without it, the record is a public client
#   NETSUITE_REFRESH_TOKEN_FILE  where the refresh token is kept; without it, refresh-token.txt
#   NETSUITE_TOKEN_FILE          a new file for the access token; without it, it is not kept
#
# Whoever has a token can use it until it expires. That is why no token is printed, and their
# files are for you only. Secrets go to curl through its input: other users of the computer can
# read the arguments of a command.
set -eu
umask 077

authorize_address='<authorize address>'
token_address='<token address>'
server_time_address='<server time address>'
client_id='<Client ID>'
redirect_uri='<Redirect URI>'
scopes='<scopes>'
refresh_token_file="${NETSUITE_REFRESH_TOKEN_FILE:-refresh-token.txt}"

fail() { printf '%s\n' "$*" >&2; exit 1; }
encode() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
value() { printf %s "$body" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

# token_request sends a form that is encoded already. It sets token, and keeps the refresh token.
token_request() {
    form=$1
    if [ -n "${NETSUITE_CLIENT_SECRET:-}" ]; then
        user="user = \"$client_id:$NETSUITE_CLIENT_SECRET\""
    else
        user='' form="$form&client_id=$client_id"
    fi
    answer=$(printf '%s\ndata = "%s"\n' "$user" "$form" | curl -sS --compressed --max-time 30 -w '\n%{http_code}' -K - "$token_address")
    status=$(printf '%s\n' "$answer" | tail -n 1)
    body=$(printf '%s\n' "$answer" | sed '$d')
    token=$(value access_token)
    if [ "$status" != 200 ] || [ -z "$token" ]; then
        fail "The token request was answered $status: $body"
    fi
    if [ -n "$(value refresh_token)" ]; then
        # A public client gets a new one with every refresh, and the old one ends. So it is saved
        # before anything else happens. The file is never half written.
        value refresh_token >"$refresh_token_file.new"
        mv -f "$refresh_token_file.new" "$refresh_token_file"
    fi
}

case ${1:-} in
login)
    state=$(openssl rand -hex 16)
    verifier=$(openssl rand -hex 32)
    challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64url)
    printf 'Open this address in the browser, log in, choose the role and click Allow:\n\n%s\n\n' \
        "$authorize_address?response_type=code&client_id=$client_id&redirect_uri=$(encode "$redirect_uri")&scope=$(encode "$scopes")&state=$state&code_challenge=$challenge&code_challenge_method=S256"
    printf 'Then paste the address that the browser went to: '
    read -r redirect
    parameter() { printf %s "$redirect" | sed -n "s/.*[?&]$1=\([^&#\"\\\\]*\).*/\1/p"; }
    # Another state is that of another login, or the redirect is forged.
    [ "$(parameter state)" = "$state" ] || fail 'The state is not the one that was sent. Log in again.'
    code=$(parameter code)
    [ -n "$code" ] || fail "There is no code. The error is $(parameter error)."
    token_request "grant_type=authorization_code&code=$code&redirect_uri=$(encode "$redirect_uri")&code_verifier=$verifier"
    ;;
refresh)
    [ -r "$refresh_token_file" ] || fail "$refresh_token_file: there is no refresh token; log in first"
    token_request "grant_type=refresh_token&refresh_token=$(encode "$(cat "$refresh_token_file")")"
    ;;
*) fail 'usage: sh code-login.sh login|refresh' ;;
esac
if [ -n "${NETSUITE_TOKEN_FILE:-}" ]; then
    (set -C; printf '%s\n' "$token" >"$NETSUITE_TOKEN_FILE") # -C: never into an existing file
fi

# The first call changes nothing. It needs the scope rest_webservices.
answer=$(printf 'Authorization: Bearer %s\n' "$token" |
    curl -sS --compressed --max-time 30 -w '\n%{http_code}' -H @- "$server_time_address")
printf 'The call was answered %s: %s\n' "$(printf '%s\n' "$answer" | tail -n 1)" "$(printf '%s\n' "$answer" | sed '$d')"
[ "$(printf '%s\n' "$answer" | tail -n 1)" = 200 ]
