#!/bin/sh
# Requests an access token from NetSuite with client credentials, and makes a first call with it.
# It needs curl and openssl. Values come from the environment:
#
#   NETSUITE_KEY_FILE        the private key; without it, <private key file>
#   NETSUITE_KEY_PASSPHRASE  its pass phrase, if it has one
#   NETSUITE_TOKEN_FILE      a new file for the token; without it, the token is not kept
#
# Whoever has the token can use it until it expires, usually after an hour. That is why it is
# never printed, and its file is for you only. Secrets go to curl through standard input:
# other users of the computer can read the arguments of a command.
set -eu
umask 077

token_address='<token address>'
server_time_address='<server time address>'
client_id='<Client ID>'
certificate_id='<Certificate ID>'
scopes='<scopes>'
key_file="${NETSUITE_KEY_FILE:-<private key file>}"
unlock="${NETSUITE_KEY_PASSPHRASE:+-passin env:NETSUITE_KEY_PASSPHRASE}"

# The algorithm follows from the key. NetSuite accepts no RS256.
case $(openssl pkey -in "$key_file" $unlock -noout -text_pub) in
*P-256*) alg=ES256 bits=256 bytes=64 ;;
*P-384*) alg=ES384 bits=384 bytes=96 ;;
*P-521*) alg=ES512 bits=512 bytes=132 ;;
*Modulus*) alg=PS256 bits=256 ;;
*) echo "$key_file: not an RSA key, and not an EC key on P-256, P-384 or P-521" >&2; exit 1 ;;
esac

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# openssl writes an ECDSA signature as DER. A JWT has its two numbers one after the other, each
# padded to the size of the curve. asn1parse -genstr turns their digits into bytes.
join() {
    digits=$(openssl asn1parse -inform DER | sed -n 's/.*INTEGER *://p' |
        while read -r number; do printf "%${bytes}s" "$number" | tr ' ' 0; done)
    openssl asn1parse -genstr "FORMAT:HEX,OCTETSTRING:$digits" -noout -out /dev/stdout | tail -c "$bytes"
}

sign() {
    case $alg in # without saltlen, openssl uses a salt that a JWT does not allow
    PS*) openssl dgst "-sha$bits" -sign "$key_file" $unlock -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 ;;
    ES*) openssl dgst "-sha$bits" -sign "$key_file" $unlock | join ;;
    esac
}

now=$(date +%s)
header=$(printf '{"typ":"JWT","alg":"%s","kid":"%s"}' "$alg" "$certificate_id")
claims=$(printf '{"iss":"%s","scope":["%s"],"aud":"%s","iat":%d,"exp":%d}' \
    "$client_id" "$(printf %s "$scopes" | sed 's/ /","/g')" "$token_address" "$now" "$((now + 300))")
input=$(printf %s "$header" | base64url).$(printf %s "$claims" | base64url)
assertion=$input.$(printf %s "$input" | sign | base64url)

# No Authorization header: the assertion is the login.
answer=$(printf %s "$assertion" | curl -sS --compressed --max-time 30 -w '\n%{http_code}' \
    --data-urlencode grant_type=client_credentials \
    --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
    --data-urlencode client_assertion@- \
    "$token_address")
status=$(printf '%s\n' "$answer" | tail -n 1)
body=$(printf '%s\n' "$answer" | sed '$d')
token=$(printf %s "$body" | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')
if [ "$status" != 200 ] || [ -z "$token" ]; then
    printf 'The token request was answered %s: %s\n' "$status" "$body" >&2
    exit 1
fi
if [ -n "${NETSUITE_TOKEN_FILE:-}" ]; then
    (set -C; printf '%s\n' "$token" >"$NETSUITE_TOKEN_FILE") # -C: never into an existing file
fi

# The first call changes nothing. It needs the scope rest_webservices.
answer=$(printf 'Authorization: Bearer %s\n' "$token" |
    curl -sS --compressed --max-time 30 -w '\n%{http_code}' -H @- "$server_time_address")
printf 'The call was answered %s: %s\n' "$(printf '%s\n' "$answer" | tail -n 1)" "$(printf '%s\n' "$answer" | sed '$d')"
[ "$(printf '%s\n' "$answer" | tail -n 1)" = 200 ]
