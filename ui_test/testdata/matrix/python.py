"""read KIND and write KIND with cryptography alone, or with PyJWT, see TestMatrix."""

import base64
import datetime
import json
import sys
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import NameOID

library, step, kind = sys.argv[1:]
curve, digest, alg, size = {
    "ec-p256": (ec.SECP256R1(), hashes.SHA256(), "ES256", 32),
    "ec-p384": (ec.SECP384R1(), hashes.SHA384(), "ES384", 48),
    "ec-p521": (ec.SECP521R1(), hashes.SHA512(), "ES512", 66),
}.get(kind, (None, hashes.SHA256(), "PS256", 0))
pss = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256().digest_size)
AUDIENCE = "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(public, token):
    if library == "jwt":
        import jwt
        audience = jwt.decode(token, options={"verify_signature": False})["aud"]
        jwt.decode(token, public, algorithms=[alg], audience=audience)
        return
    text, _, signature = token.rpartition(".")
    signature = decode(signature)
    if curve:
        assert len(signature) == 2 * size
        r, s = (int.from_bytes(half, "big") for half in (signature[:size], signature[size:]))
        public.verify(utils.encode_dss_signature(r, s), text.encode(), ec.ECDSA(digest))
    else:
        public.verify(signature, text.encode(), pss, digest)


def sign(private, header, claims):
    if library == "jwt":
        import jwt
        return jwt.encode(claims, private, algorithm=alg, headers=header)
    header = {"alg": alg, "typ": "JWT", **header}
    text = ".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    if curve:
        r, s = utils.decode_dss_signature(private.sign(text.encode(), ec.ECDSA(digest)))
        signature = r.to_bytes(size, "big") + s.to_bytes(size, "big")
    else:
        signature = private.sign(text.encode(), pss, digest)
    return text + "." + encode(signature)


if step == "read":
    with open("public.pem", "rb") as file:
        public = x509.load_pem_x509_certificate(file.read()).public_key()
    with open("private.pem", "rb") as file:
        private = serialization.load_pem_private_key(file.read(), None)
    assert private.public_key() == public
    with open("assertion.jwt") as file:
        verify(public, file.read().strip())
else:
    private = ec.generate_private_key(curve) if curve else rsa.generate_private_key(65537, int(kind[4:]))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "matrix")])
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(start + datetime.timedelta(days=30))
        .sign(private, digest)
    )
    with open("their-private.pem", "wb") as file:
        file.write(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    with open("their-public.pem", "wb") as file:
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
    kid = encode(certificate.fingerprint(hashes.SHA256()))
    with open("their-kid", "w") as file:
        file.write(kid)
    now = int(time.time())
    with open("their.jwt", "w") as file:
        file.write(sign(private, {"kid": kid}, {"iss": "0f" * 32, "scope": ["restlets"], "aud": AUDIENCE, "iat": now, "exp": now + 300}))
