// read KIND and write KIND with Node's crypto alone, or with jose, see TestMatrix. Node makes
// no certificates: their-public.pem is a public key.
import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";

const [library, step, kind] = process.argv.slice(2);
const [curve, hash, alg] = {
  "ec-p256": ["P-256", "sha256", "ES256"],
  "ec-p384": ["P-384", "sha384", "ES384"],
  "ec-p521": ["P-521", "sha512", "ES512"],
}[kind] ?? [null, "sha256", "PS256"];
const how = curve
  ? { dsaEncoding: "ieee-p1363" }
  : { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST };
// From the folder in which npm installed it, which is where make matrix is run.
const jose = library === "jose" ? await import(createRequire(process.env.MATRIX_NODE + "/").resolve("jose")) : null;

if (step === "read") {
  const certificate = new crypto.X509Certificate(fs.readFileSync("public.pem"));
  const privateKey = crypto.createPrivateKey(fs.readFileSync("private.pem"));
  if (!certificate.checkPrivateKey(privateKey)) throw new Error("certificate and private key do not belong together");
  const token = fs.readFileSync("assertion.jwt", "utf8").trim();
  if (jose) {
    await jose.compactVerify(token, certificate.publicKey, { algorithms: [alg] });
  } else {
    const [header, payload, signature] = token.split(".");
    const ok = crypto.verify(hash, Buffer.from(`${header}.${payload}`), { key: certificate.publicKey, ...how }, Buffer.from(signature, "base64url"));
    if (!ok) throw new Error("the signature is not valid");
  }
} else {
  const { publicKey, privateKey } = curve
    ? crypto.generateKeyPairSync("ec", { namedCurve: curve })
    : crypto.generateKeyPairSync("rsa", { modulusLength: Number(kind.slice(4)) });
  fs.writeFileSync("their-private.pem", privateKey.export({ type: "pkcs8", format: "pem" }));
  fs.writeFileSync("their-public.pem", publicKey.export({ type: "spki", format: "pem" }));
  const kid = crypto.createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("base64url");
  fs.writeFileSync("their-kid", kid);
  const now = Math.floor(Date.now() / 1000);
  const header = { alg, typ: "JWT", kid };
  const claims = { iss: "0f".repeat(32), scope: ["restlets"], aud: "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", iat: now, exp: now + 300 };
  if (jose) {
    fs.writeFileSync("their.jwt", await new jose.SignJWT(claims).setProtectedHeader(header).sign(privateKey));
  } else {
    const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    fs.writeFileSync("their.jwt", `${input}.${crypto.sign(hash, Buffer.from(input), { key: privateKey, ...how }).toString("base64url")}`);
  }
}
