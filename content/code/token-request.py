"""Requests an access token from NetSuite with client credentials, and makes a first call with it.

It needs Python 3.8 and the package cryptography. Values come from the environment:

  NETSUITE_KEY_FILE        the private key; without it, <private key file>
  NETSUITE_KEY_PASSPHRASE  its pass phrase, if it has one
  NETSUITE_TOKEN_FILE      a new file for the token; without it, the token is not kept

Whoever has the token can use it until it expires, usually after an hour. That is why it is
never printed, and its file is for you only.
"""

import base64
import gzip
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

TOKEN_ADDRESS = "<token address>"
SERVER_TIME_ADDRESS = "<server time address>"
CLIENT_ID = "<Client ID>"
CERTIFICATE_ID = "<Certificate ID>"
SCOPES = "<scopes>"
KEY_FILE = os.environ.get("NETSUITE_KEY_FILE") or "<private key file>"

# The algorithm follows from the key. NetSuite accepts no RS256.
ALGORITHMS = {
    "rsa": ("PS256", hashes.SHA256()),
    "secp256r1": ("ES256", hashes.SHA256()),
    "secp384r1": ("ES384", hashes.SHA384()),
    "secp521r1": ("ES512", hashes.SHA512()),
}


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(key, hash_, data):
    """Returns the signature of a JWT: PSS with a salt as long as the hash, or r and s of ECDSA."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PSS(padding.MGF1(hash_), padding.PSS.DIGEST_LENGTH), hash_)
    r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(hash_)))
    size = (key.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def assertion():
    """Returns the client assertion, which is the login."""
    passphrase = os.environ.get("NETSUITE_KEY_PASSPHRASE")
    with open(KEY_FILE, "rb") as file:
        key = serialization.load_pem_private_key(file.read(), passphrase.encode() if passphrase else None)
    kind = key.curve.name if isinstance(key, ec.EllipticCurvePrivateKey) else "rsa" if isinstance(key, rsa.RSAPrivateKey) else ""
    if kind not in ALGORITHMS:
        sys.exit(f"{KEY_FILE}: NetSuite accepts RSA keys, and EC keys on P-256, P-384 or P-521")
    algorithm, hash_ = ALGORITHMS[kind]
    now = int(time.time())
    header = {"typ": "JWT", "alg": algorithm, "kid": CERTIFICATE_ID}
    claims = {"iss": CLIENT_ID, "scope": SCOPES.split(), "aud": TOKEN_ADDRESS, "iat": now, "exp": now + 300}
    data = base64url(json.dumps(header).encode()) + "." + base64url(json.dumps(claims).encode())
    return data + "." + base64url(sign(key, hash_, data.encode()))


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, which could take the token to another host."""

    def redirect_request(self, *args):
        return None


def send(request):
    """Returns the status and the body of the answer, which may be compressed although nobody asked."""
    try:
        answer = urllib.request.build_opener(NoRedirect).open(request, timeout=30)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        body = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return answer.status, body.decode(errors="replace")


form = {
    "grant_type": "client_credentials",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "client_assertion": assertion(),
}
# No Authorization header: the assertion is the login.
status, body = send(urllib.request.Request(TOKEN_ADDRESS, urllib.parse.urlencode(form).encode()))
if status != 200 or '"access_token"' not in body:
    sys.exit(f"The token request was answered {status}: {body}")
token = json.loads(body)["access_token"]
token_file = os.environ.get("NETSUITE_TOKEN_FILE")
if token_file:
    # O_EXCL: never into an existing file.
    with open(os.open(token_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(token + "\n")

# The first call changes nothing. It needs the scope rest_webservices.
status, body = send(urllib.request.Request(SERVER_TIME_ADDRESS, headers={"Authorization": "Bearer " + token}))
print(f"The call was answered {status}: {body}")
sys.exit(status != 200)
