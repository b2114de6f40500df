// Requests an access token from NetSuite with client credentials, and makes a first call with it.
// It needs Node.js 18. Values come from the environment:
//
//   NETSUITE_KEY_FILE        the private key; without it, <private key file>
//   NETSUITE_KEY_PASSPHRASE  its pass phrase, if it has one
//   NETSUITE_TOKEN_FILE      a new file for the token; without it, the token is not kept
//
// Whoever has the token can use it until it expires, usually after an hour. That is why it is
// never printed, and its file is for you only.

import crypto from "node:crypto";
import fs from "node:fs";

const tokenAddress = "<token address>";
const serverTimeAddress = "<server time address>";
const clientID = "<Client ID>";
const certificateID = "<Certificate ID>";
const scopes = "<scopes>";
const keyFile = process.env.NETSUITE_KEY_FILE || "<private key file>";

// The algorithm follows from the key. NetSuite accepts no RS256.
const algorithms = {
  rsa: ["PS256", "sha256"],
  "rsa-pss": ["PS256", "sha256"],
  prime256v1: ["ES256", "sha256"],
  secp384r1: ["ES384", "sha384"],
  secp521r1: ["ES512", "sha512"],
};

/** Returns the client assertion, which is the login. */
function assertion() {
  const key = crypto.createPrivateKey({ key: fs.readFileSync(keyFile), passphrase: process.env.NETSUITE_KEY_PASSPHRASE });
  const kind = key.asymmetricKeyDetails.namedCurve ?? key.asymmetricKeyType;
  if (!algorithms[kind]) throw new Error(`${keyFile}: NetSuite accepts RSA keys, and EC keys on P-256, P-384 or P-521`);
  const [alg, hash] = algorithms[kind];
  const now = Math.floor(Date.now() / 1000);
  const header = { typ: "JWT", alg, kid: certificateID };
  const claims = { iss: clientID, scope: scopes.split(" "), aud: tokenAddress, iat: now, exp: now + 300 };
  const base64url = (data) => Buffer.from(data).toString("base64url");
  const data = base64url(JSON.stringify(header)) + "." + base64url(JSON.stringify(claims));
  // The defaults, the longest salt and DER, are not valid in a JWT.
  const form =
    alg === "PS256"
      ? { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST }
      : { dsaEncoding: "ieee-p1363" };
  return data + "." + base64url(crypto.sign(hash, Buffer.from(data), { key, ...form }));
}

/** Returns the status and the body of the answer. A redirect could take the token to another host. */
async function send(address, options) {
  const answer = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(30_000), ...options });
  return { status: answer.status, body: await answer.text() };
}

// No Authorization header: the assertion is the login. URLSearchParams are sent form-encoded.
const answer = await send(tokenAddress, {
  method: "POST",
  body: new URLSearchParams({
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion(),
  }),
});
if (answer.status !== 200 || !answer.body.includes('"access_token"')) {
  console.error(`The token request was answered ${answer.status}: ${answer.body}`);
  process.exit(1);
}
const token = JSON.parse(answer.body).access_token;
if (process.env.NETSUITE_TOKEN_FILE) {
  // wx: never into an existing file.
  fs.writeFileSync(process.env.NETSUITE_TOKEN_FILE, token + "\n", { mode: 0o600, flag: "wx" });
}

// The first call changes nothing. It needs the scope rest_webservices.
const call = await send(serverTimeAddress, { headers: { Authorization: "Bearer " + token } });
console.log(`The call was answered ${call.status}: ${call.body}`);
process.exitCode = call.status === 200 ? 0 : 1;
