"""Logs in to NetSuite with the authorization code grant and PKCE, and refreshes the login later.

  python3 code-login.py login    a user logs in, in the browser
  python3 code-login.py refresh  a new access token, without the user

It needs Python 3.8. Values come from the environment:

  NETSUITE_CLIENT_SECRET       the Client Secret; without it, the record is a public client
  NETSUITE_REFRESH_TOKEN_FILE  where the refresh token is kept; without it, refresh-token.txt
  NETSUITE_TOKEN_FILE          a new file for the access token; without it, it is not kept

Whoever has a token can use it until it expires. That is why no token is printed, and their
files are for you only.
"""

import base64
import gzip
import hashlib
import json
import os
import secrets
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

AUTHORIZE_ADDRESS = "<authorize address>"
TOKEN_ADDRESS = "<token address>"
SERVER_TIME_ADDRESS = "<server time address>"
CLIENT_ID = "<Client ID>"
REDIRECT_URI = "<Redirect URI>"
SCOPES = "<scopes>"
REFRESH_TOKEN_FILE = os.environ.get("NETSUITE_REFRESH_TOKEN_FILE") or "refresh-token.txt"


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


def token_request(form):
    """Returns an access token, and keeps the refresh token of the answer."""
    headers = {}
    secret = os.environ.get("NETSUITE_CLIENT_SECRET")
    if secret:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{CLIENT_ID}:{secret}".encode()).decode()
    else:
        form["client_id"] = CLIENT_ID
    status, body = send(urllib.request.Request(TOKEN_ADDRESS, urllib.parse.urlencode(form).encode(), headers))
    if status != 200 or '"access_token"' not in body:
        sys.exit(f"The token request was answered {status}: {body}")
    answer = json.loads(body)
    if "refresh_token" in answer:
        # A public client gets a new one with every refresh, and the old one ends. So it is saved
        # before anything else happens. The file is never half written, and only you can read it.
        descriptor, new = tempfile.mkstemp(dir=os.path.dirname(REFRESH_TOKEN_FILE) or ".")
        with open(descriptor, "w") as file:
            file.write(answer["refresh_token"] + "\n")
        os.replace(new, REFRESH_TOKEN_FILE)
    return answer["access_token"]


def login():
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(64)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    print("Open this address in the browser, log in, choose the role and click Allow:\n")
    print(AUTHORIZE_ADDRESS + "?" + urllib.parse.urlencode({
        "response_type": "code", "client_id": CLIENT_ID, "redirect_uri": REDIRECT_URI, "scope": SCOPES,
        "state": state, "code_challenge": challenge, "code_challenge_method": "S256",
    }, quote_via=urllib.parse.quote), flush=True)
    redirect = input("\nThen paste the address that the browser went to: ")
    answer = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(redirect).query))
    if answer.get("state") != state:  # a redirect of another login, or a forged one
        sys.exit("The state is not the one that was sent. Log in again.")
    if "code" not in answer:
        sys.exit(f"There is no code. The error is {answer.get('error')}.")
    return token_request({
        "grant_type": "authorization_code", "code": answer["code"],
        "redirect_uri": REDIRECT_URI, "code_verifier": verifier,
    })


def refresh():
    with open(REFRESH_TOKEN_FILE) as file:
        return token_request({"grant_type": "refresh_token", "refresh_token": file.read().strip()})


if len(sys.argv) != 2 or sys.argv[1] not in ("login", "refresh"):
    sys.exit("usage: python3 code-login.py login|refresh")
token = login() if sys.argv[1] == "login" else refresh()
token_file = os.environ.get("NETSUITE_TOKEN_FILE")
if token_file:
    # O_EXCL: never into an existing file.
    with open(os.open(token_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(token + "\n")

# The first call changes nothing. It needs the scope rest_webservices.
status, body = send(urllib.request.Request(SERVER_TIME_ADDRESS, headers={"Authorization": "Bearer " + token}))
print(f"The call was answered {status}: {body}")
sys.exit(status != 200)
