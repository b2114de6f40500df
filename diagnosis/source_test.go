package diagnosis_test

import (
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// snippet is source code with one or more faults, the ids of the expected findings, and a part
// of the line that the first of them must quote.
type snippet struct{ name, code, want, line string }

const tokenURL = `"https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"`

// faultySnippets are programs as people paste them.
var faultySnippets = []snippet{
	// Python.
	{"PyJWT, RS256", `import jwt, time
TOKEN_URL = f"https://{ACCOUNT}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
payload = {"iss": CLIENT_ID, "scope": ["rest_webservices"], "aud": TOKEN_URL, "iat": int(time.time()), "exp": int(time.time()) + 3000}
assertion = jwt.encode(payload, private_key, algorithm="RS256", headers={"kid": CERT_ID})
r = requests.post(TOKEN_URL, data={"grant_type": "client_credentials", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": assertion})`, "algorithm", `algorithm="RS256"`},
	{"PyJWT, no kid", `import jwt
now = int(time.time())
claims = {'iss': client_id, 'scope': 'restlets', 'aud': 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token', 'iat': now, 'exp': now + 1800}
token = jwt.encode(claims, key, algorithm='PS256')`, "kid", "jwt.encode(claims"},
	{"PyJWT, a day", `now = datetime.utcnow()
payload = {
    "iss": client_id,
    "scope": ["rest_webservices"],
    "aud": token_url,
    "iat": now,
    "exp": now + timedelta(hours=24),
}
jwt.encode(payload, key, algorithm="PS256", headers={"typ": "JWT", "kid": cert_id})  # NetSuite`, "lifetime", "timedelta(hours=24)"},
	{"PyJWT, milliseconds", `payload = {
    "iss": client_id, "scope": ["restlets"], "aud": ` + tokenURL + `,
    "iat": int(time.time() * 1000),
    "exp": int(time.time() * 1000) + 300000,
}
a = jwt.encode(payload, key, "ES256", {"kid": kid})`, "time-format", "time.time() * 1000"},
	{"requests, wrong field name", `resp = requests.post(
    'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token',
    headers={'Content-Type': 'application/x-www-form-urlencoded'},
    data={
        'grant_type': 'client_credentials',
        'client_assertion_type': 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        'assertion': signed,
    })`, "request-fields", "'assertion': signed"},
	{"requests, json=", `r = requests.post(` + tokenURL + `, json={"grant_type": "client_credentials", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": jwt_token})`, "request-encoding", "json="},
	{"requests, Basic beside the assertion", `data = {"grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": token}
r = requests.post(` + tokenURL + `, data=data, auth=(CLIENT_ID, CLIENT_SECRET))`, "client-authentication", "auth=(CLIENT_ID"},
	{"requests, client_secret with client credentials", `token = requests.post(f"https://{acct}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", data={
    "grant_type": "client_credentials",
    "client_id": os.environ["NS_ID"],
    "client_secret": os.environ["NS_SECRET"],
    "scope": "rest_webservices",
}).json()`, "client-authentication request-fields", `"client_secret"`},
	{"requests, grant of RFC 7523", `payload = {
  "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "assertion": assertion,
}
requests.post(` + tokenURL + `, data=payload)`, "grant-type", "grant-type:jwt-bearer"},
	{"authlib, RS256", `from authlib.jose import jwt
header = {"alg": "RS256", "typ": "JWT", "kid": CERT}
payload = {"iss": CID, "scope": "restlets,rest_webservices", "aud": "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", "exp": now + 300, "iat": now}
s = jwt.encode(header, payload, key)`, "algorithm", `"alg": "RS256"`},
	{"jwcrypto, HS256", `from jwcrypto import jwt
token = jwt.JWT(header={"alg": "HS256", "kid": kid}, claims={"iss": cid, "scope": "restlets", "aud": netsuite_token_url, "exp": now + 600, "iat": now})
token.make_signed_token(key)`, "algorithm", `"alg": "HS256"`},
	{"python-jose, application ID in iss", `from jose import jwt
claims = dict(iss="6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A", scope=["restlets"], aud=` + tokenURL + `, iat=now, exp=now + 60)
jwt.encode(claims, key, algorithm="PS256", headers={"kid": CERT_ID})`, "issuer", "6ACBD51C"},
	{"aud on the app host", `payload = {"iss": cid, "scope": "restlets", "aud": "https://1234567.app.netsuite.com/services/rest/auth/oauth2/v1/token", "iat": now, "exp": now + 60}
jwt.encode(payload, key, algorithm="PS256", headers={"kid": c})`, "audience", "1234567.app.netsuite.com"},
	{"aud without path", `payload = {"iss": cid, "scope": "restlets", "aud": f"https://{account}.suitetalk.api.netsuite.com", "iat": now, "exp": now + 60}
jwt.encode(payload, key, algorithm="PS256", headers={"kid": c})`, "audience", "suitetalk.api.netsuite.com"},
	{"aud with an underscore", `aud = "https://1234567_SB1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
payload = {"iss": cid, "scope": "restlets", "aud": aud, "iat": now, "exp": now + 60}
jwt.encode(payload, key, algorithm="PS256", headers={"kid": c})`, "audience", "1234567_SB1"},
	{"scope mcp", `payload = {"iss": cid, "scope": ["mcp"], "aud": ` + tokenURL + `, "iat": now, "exp": now + 60}
jwt.encode(payload, key, algorithm="PS256", headers={"kid": c})`, "scope", `"mcp"`},
	{"scope unknown", `payload = {"iss": cid, "scope": "rest_webservices,restlet", "aud": ` + tokenURL + `, "iat": now, "exp": now + 60}
jwt.encode(payload, key, algorithm="PS256", headers={"kid": c})`, "scope", "restlet"},
	{"sub", `payload = {"iss": cid, "sub": cid, "scope": ["restlets"], "aud": ` + tokenURL + `, "iat": now, "exp": now + 60}
jwt.encode(payload, key, algorithm="PS256", headers={"kid": c})`, "subject", `"sub"`},
	{"script ID as kid", `jwt.encode({"iss": cid, "scope": ["restlets"], "aud": ` + tokenURL + `, "iat": now, "exp": now + 60}, key, algorithm="ES256", headers={"kid": "custcertificate_orders"})`, "kid", "custcertificate_orders"},
	// Node.
	{"jsonwebtoken, RS256, no kid", `const HOST = ` + "`https://${ACCOUNT.toLowerCase()}.suitetalk.api.netsuite.com`" + `;
const assertion = jwt.sign(
    { iss: CLIENT_ID, scope: ['rest_webservices'], aud: ` + "`${HOST}/services/rest/auth/oauth2/v1/token`" + `, iat: now, exp: now + 3000 },
    privateKey(), { algorithm: 'RS256' });`, "algorithm kid", "algorithm: 'RS256'"},
	{"jsonwebtoken, default algorithm", `const token = jwt.sign({ iss: clientId, scope: 'restlets', aud: ` + tokenURL + ` }, key, { expiresIn: '1h', keyid: certId });`, "algorithm lifetime", "jwt.sign("},
	{"jsonwebtoken, 1h", `const token = jwt.sign({ iss: clientId, scope: 'restlets', aud: ` + tokenURL + ` }, key, { algorithm: 'PS256', expiresIn: '1h', keyid: certId });`, "lifetime", "expiresIn: '1h'"},
	{"jsonwebtoken, 1d", `const token = jwt.sign({ iss: clientId, scope: ['restlets'], aud: ` + tokenURL + ` }, key, { algorithm: 'PS256', expiresIn: '1d', header: { kid: certId } });`, "lifetime", "expiresIn: '1d'"},
	{"Date.now without division", `const payload = {
  iss: process.env.CLIENT_ID,
  scope: ['rest_webservices'],
  aud: 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token',
  iat: Date.now(),
  exp: Date.now() + 60 * 60 * 1000,
};
const t = jwt.sign(payload, key, { algorithm: 'PS256', keyid: kid });`, "time-format", "iat: Date.now()"},
	{"jose, RS256", `const jwt = await new jose.SignJWT({ scope: ['rest_webservices'] })
  .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: certificateId })
  .setIssuedAt()
  .setIssuer(clientId)
  .setAudience('https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token')
  .setExpirationTime('5m')
  .sign(privateKey)`, "algorithm", "alg: 'RS256'"},
	{"jose, 2h", `const jwt = await new SignJWT({ scope: 'restlets' })
  .setProtectedHeader({ alg: 'PS256', kid })
  .setIssuedAt().setIssuer(clientId).setAudience(tokenUrl) // suitetalk.api.netsuite.com
  .setExpirationTime('2h').sign(key)`, "lifetime", "'2h'"},
	{"jose, no kid", `const jwt = await new SignJWT({ scope: 'restlets' })
  .setProtectedHeader({ alg: 'PS256' })
  .setIssuedAt().setIssuer(clientId).setAudience(netsuiteTokenUrl)
  .setExpirationTime('5m').sign(key)`, "kid", "setProtectedHeader({ alg: 'PS256' })"},
	{"axios, JSON", `const res = await axios.post('https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token', {
  grant_type: 'client_credentials',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: token,
}, { headers: { 'Content-Type': 'application/json' } });`, "request-encoding", "application/json"},
	{"address in a variable, assertion", `requests.post(url, data={"grant_type": "client_credentials", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": t}, auth=(cid, secret))`, "client-authentication", "auth=(cid, secret)"},
	{"fetch, JSON.stringify", `const r = await fetch(url, {
  method: 'POST', // https://1234567.suitetalk.api.netsuite.com
  body: JSON.stringify({
    grant_type: 'refresh_token',
    refresh_token: token,
  }),
});`, "request-encoding", "JSON.stringify"},
	{"axios, object in a variable", `const params: Record<string, string> = {
  grant_type: 'client_credentials',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: token,
};
const { data } = await axios.post<TokenResponse>(` + "`https://${acct}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token`" + `, params);`, "request-encoding", "axios.post"},
	{"crypto.sign of Node, RS256", `const header = Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'JWT', kid: CERT })).toString('base64url');
const payload = Buffer.from(JSON.stringify({ iss: ID, scope: ['rest_webservices'], aud: URL, iat: now, exp: now + 3000 })).toString('base64url');
const sig = crypto.sign('sha256', Buffer.from(header + '.' + payload), key);  // netsuite`, "algorithm", "alg: 'RS256'"},
	{"axios, wrong type", `await axios.post(` + tokenURL + `, new URLSearchParams({
  grant_type: 'client_credentials',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
  client_assertion: token }));`, "request-fields", "saml2-bearer"},
	{"qs.stringify, clientAssertion", `const data = qs.stringify({ grant_type: 'client_credentials', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', clientAssertion: assertion });
axios.post(` + tokenURL + `, data)`, "request-fields", "clientAssertion"},
	{"fetch, Basic with client credentials", `const body = new URLSearchParams();
body.append('grant_type', 'client_credentials');
body.append('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
body.append('client_assertion', assertion);
await fetch(` + tokenURL + `, { method: 'POST', headers: { Authorization: 'Basic ' + Buffer.from(id + ':' + secret).toString('base64') }, body });`, "client-authentication", "Authorization: 'Basic '"},
	{"token request to the REST host", `fetch('https://rest.netsuite.com/services/rest/auth/oauth2/v1/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: t }) })`, "token-endpoint", "rest.netsuite.com"},
	{"token request as GET", `requests.get(` + tokenURL + `, data={"grant_type": "refresh_token", "refresh_token": rt})`, "request-encoding", "requests.get"},
	{"grant type misspelled", `axios.post(` + tokenURL + `, new URLSearchParams({ grant_type: 'client_credential', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: t }))`, "grant-type", "'client_credential'"},
	{"jsrsasign, RS256", `var header = { alg: 'RS256', typ: 'JWT', kid: certificateId };
var payload = { iss: consumerKey, scope: ['restlets', 'rest_webservices'], iat: iat, exp: iat + 3000, aud: 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token' };
var jwt = KJUR.jws.JWS.sign('RS256', JSON.stringify(header), JSON.stringify(payload), key);`, "algorithm", "RS256"},
	{"Postman pre-request script, a day", `const header = { typ: 'JWT', alg: 'PS256', kid: pm.environment.get('kid') };
const now = Math.floor(Date.now() / 1000);
const payload = { iss: pm.environment.get('client_id'), scope: 'restlets', aud: pm.environment.get('token_url'), iat: now, exp: now + 86400 };
const jwt = KJUR.jws.JWS.sign(null, header, payload, pm.environment.get('private_key')); // netsuite`, "lifetime", "86400"},
	// Java.
	{"jjwt, RS256", `String jwt = Jwts.builder()
    .setHeaderParam("kid", certificateId)
    .setIssuer(clientId)
    .claim("scope", Arrays.asList("rest_webservices"))
    .setAudience("https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token")
    .setIssuedAt(now).setExpiration(new Date(now.getTime() + 300000))
    .signWith(SignatureAlgorithm.RS256, privateKey).compact();`, "algorithm", "SignatureAlgorithm.RS256"},
	{"jjwt 0.12, no kid", `String assertion = Jwts.builder()
    .header().type("JWT").and()
    .issuer(clientId).claim("scope", "restlets")
    .audience().add(` + tokenURL + `).and()
    .issuedAt(new Date()).expiration(Date.from(Instant.now().plusSeconds(300)))
    .signWith(key, Jwts.SIG.PS256).compact();`, "kid", "Jwts.builder()"},
	{"nimbus, RS256", `JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(certId).type(JOSEObjectType.JWT).build();
JWTClaimsSet claims = new JWTClaimsSet.Builder().issuer(clientId).claim("scope", List.of("restlets")).audience(tokenUrl)
    .issueTime(new Date()).expirationTime(new Date(System.currentTimeMillis() + 5 * 60 * 1000)).build();
SignedJWT jwt = new SignedJWT(header, claims); // https://1234567.suitetalk.api.netsuite.com`, "algorithm", "JWSAlgorithm.RS256"},
	{"nimbus, no keyID", `SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.PS256),
    new JWTClaimsSet.Builder().issuer(clientId).claim("scope", "restlets").audience(netsuiteTokenUrl)
    .expirationTime(Date.from(now.plusSeconds(600))).issueTime(Date.from(now)).build());`, "kid", "new JWSHeader(JWSAlgorithm.PS256)"},
	{"auth0, RSA256", `Algorithm algorithm = Algorithm.RSA256(null, privateKey);
String token = JWT.create().withIssuer(clientId).withKeyId(certId).withClaim("scope", "restlets")
    .withAudience("https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token")
    .withIssuedAt(now).withExpiresAt(Date.from(now.plusSeconds(600))).sign(algorithm);`, "algorithm", "Algorithm.RSA256"},
	{"auth0, two hours", `String token = JWT.create().withIssuer(clientId).withKeyId(certId).withClaim("scope", "restlets")
    .withAudience(tokenUrl).withIssuedAt(Date.from(now))
    .withExpiresAt(Date.from(now.plus(2, ChronoUnit.HOURS))).sign(Algorithm.ECDSA256(null, key)); // netsuite`, "lifetime", "ChronoUnit.HOURS"},
	{"Spring, Basic with client credentials", `HttpHeaders headers = new HttpHeaders();
headers.setBasicAuth(clientId, clientSecret);
MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
form.add("grant_type", "client_credentials");
form.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
form.add("client_assertion", assertion);
restTemplate.postForEntity("https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", new HttpEntity<>(form, headers), String.class);`, "client-authentication", "setBasicAuth"},
	{"OkHttp, assertion", `RequestBody body = new FormBody.Builder()
    .add("grant_type", "client_credentials")
    .add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
    .add("assertion", jwt)
    .build();
Request request = new Request.Builder().url(` + tokenURL + `).post(body).build();`, "request-fields", `.add("assertion", jwt)`},
	// C#.
	{"JwtSecurityTokenHandler, RsaSha256", `var creds = new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = certificateId }, SecurityAlgorithms.RsaSha256);
var token = new JwtSecurityToken(
    issuer: clientId,
    audience: "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
    claims: new[] { new Claim("scope", "restlets") },
    notBefore: null,
    expires: DateTime.UtcNow.AddMinutes(30),
    signingCredentials: creds);
var jwt = new JwtSecurityTokenHandler().WriteToken(token);`, "algorithm", "SecurityAlgorithms.RsaSha256"},
	{"SecurityTokenDescriptor, no kid", `var d = new SecurityTokenDescriptor {
    Issuer = clientId, Audience = ` + tokenURL + `,
    Claims = new Dictionary<string, object> { ["scope"] = new[] { "rest_webservices" } },
    IssuedAt = now, Expires = now.AddMinutes(10),
    SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(ecdsa), SecurityAlgorithms.EcdsaSha256)
};
var token = new JsonWebTokenHandler().CreateToken(d);`, "kid", "CreateToken"},
	{"C#, a day", `var token = new JwtSecurityToken(issuer: clientId, audience: tokenEndpoint,
    claims: new[] { new Claim("scope", "rest_webservices"), new Claim("iat", now.ToString()) },
    expires: DateTime.UtcNow.AddHours(24), signingCredentials: new SigningCredentials(key, SecurityAlgorithms.RsaSsaPssSha256));
token.Header["kid"] = certId; // NetSuite`, "lifetime", "AddHours(24)"},
	{"HttpClient, misspelled type", `var form = new FormUrlEncodedContent(new Dictionary<string, string> {
    { "grant_type", "client_credentials" },
    { "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt_bearer" },
    { "client_assertion", jwt }
});
var res = await http.PostAsync("https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", form);`, "request-fields", "jwt_bearer"},
	{"HttpClient, Bearer at the token endpoint", `client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{id}:{secret}")));
var content = new FormUrlEncodedContent(new[] { new KeyValuePair<string,string>("grant_type", "client_credentials"), new KeyValuePair<string,string>("scope", "rest_webservices") });
await client.PostAsync(` + tokenURL + `, content);`, "client-authentication request-fields", "AuthenticationHeaderValue"},
	// PHP.
	{"firebase, RS256", `$payload = ['iss' => $clientId, 'scope' => ['restlets'], 'aud' => 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token', 'iat' => time(), 'exp' => time() + 3000];
$jwt = JWT::encode($payload, $privateKey, 'RS256', $certificateId);`, "algorithm", "'RS256'"},
	{"firebase, ES256, no kid", `$payload = array('iss' => $clientId, 'scope' => 'restlets', 'aud' => $netsuiteTokenUrl, 'iat' => time(), 'exp' => time() + 300);
$jwt = JWT::encode($payload, $key, 'ES256');`, "kid", "JWT::encode("},
	{"firebase, two hours", `$now = time();
$payload = ['iss' => $id, 'scope' => ['rest_webservices'], 'aud' => $netsuite_url, 'iat' => $now, 'exp' => $now + 60 * 60 * 2];
$jwt = JWT::encode($payload, $key, 'ES256', $kid);`, "lifetime", "60 * 60 * 2"},
	{"lcobucci, RS256", `$config = Configuration::forAsymmetricSigner(new Signer\Rsa\Sha256(), $key, $pub);
$token = $config->builder()->issuedBy($clientId)->permittedFor('https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token')
  ->issuedAt($now)->expiresAt($now->modify('+5 minutes'))->withClaim('scope', ['restlets'])->withHeader('kid', $kid)
  ->getToken($config->signer(), $config->signingKey());`, "algorithm", `Rsa\Sha256`},
	{"Guzzle, JSON", `$res = $client->post('https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token', [
  'json' => ['grant_type' => 'client_credentials', 'client_assertion_type' => 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', 'client_assertion' => $jwt],
]);`, "request-encoding", "'json'"},
	{"curl in PHP, wrong name", `curl_setopt($ch, CURLOPT_URL, 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token');
curl_setopt($ch, CURLOPT_POSTFIELDS, http_build_query([
  'grant_type' => 'client_credentials',
  'assertion_type' => 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  'client_assertion' => $jwt,
]));`, "request-fields", "'assertion_type'"},
	// Go, Ruby, PowerShell.
	{"golang-jwt, RS256", `t := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{"iss": clientID, "scope": []string{"restlets"}, "aud": tokenURL, "iat": now.Unix(), "exp": now.Add(10 * time.Minute).Unix()})
t.Header["kid"] = certID
s, err := t.SignedString(key) // suitetalk.api.netsuite.com`, "algorithm", "SigningMethodRS256"},
	{"golang-jwt, a day, no kid", `t := jwt.NewWithClaims(jwt.SigningMethodPS256, jwt.MapClaims{
	"iss": clientID, "scope": "restlets", "aud": netsuiteTokenURL,
	"iat": now.Unix(),
	"exp": now.Add(24 * time.Hour).Unix(),
})`, "lifetime kid", "24 * time.Hour"},
	{"Go, url.Values", `form := url.Values{}
form.Set("grant_type", "client_credentials")
form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
form.Set("assertion", signed)
resp, err := http.PostForm("https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", form)`, "request-fields", `form.Set("assertion", signed)`},
	{"Ruby, RS256", `payload = { iss: client_id, scope: ['restlets'], aud: 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token', iat: Time.now.to_i, exp: Time.now.to_i + 300 }
token = JWT.encode(payload, key, 'RS256', { kid: cert_id })`, "algorithm", "'RS256'"},
	{"Ruby, a day", `payload = { iss: client_id, scope: ['restlets'], aud: netsuite_url, iat: Time.now.to_i, exp: 24.hours.from_now.to_i }
token = JWT.encode(payload, key, 'PS256', { kid: cert_id })`, "lifetime", "24.hours"},
	{"PowerShell, assertion", `$body = @{
  grant_type = "client_credentials"
  client_assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
  assertion = $jwt
}
Invoke-RestMethod -Method Post -Uri "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token" -Body $body -ContentType "application/x-www-form-urlencoded"`, "request-fields", "assertion = $jwt"},
	{"hand-made JWT in Node", `const header = { alg: "RS256", typ: "JWT" };
const claims = { iss: CLIENT_ID, scope: "restlets", aud: "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", iat, exp: iat + 600 };
const input = b64(JSON.stringify(header)) + "." + b64(JSON.stringify(claims));
const signature = crypto.createSign("RSA-SHA256").update(input).sign(key, "base64url");`, "algorithm kid", `alg: "RS256"`},
}

// soundSnippets are programs without a visible fault.
var soundSnippets = map[string]string{
	"step two, address in a variable": `const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: verifier });
const r = await fetch(TOKEN_URL, { method: 'POST', headers: { Authorization: 'Basic ' + btoa(id + ':' + secret), 'Content-Type': 'application/x-www-form-urlencoded' }, body });`,
	"PyJWT": `payload = {"iss": CLIENT_ID, "scope": ["rest_webservices"], "aud": TOKEN_URL, "iat": now, "exp": now + 300}
assertion = jwt.encode(payload, key, algorithm="PS256", headers={"kid": CERT_ID, "typ": "JWT"})
requests.post(TOKEN_URL, data={"grant_type": "client_credentials", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": assertion})`,
	"PyJWT, utcnow": `jwt.encode({"iss": cid, "scope": "restlets", "aud": ` + tokenURL + `, "iat": datetime.utcnow(), "exp": datetime.utcnow() + timedelta(minutes=50)}, key, algorithm="ES512", headers={"kid": kid})`,
	"PyJWT, variables": `token = jwt.encode(payload, private_key, algorithm=ALG, headers=headers)
requests.post("https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", data=data)`,
	"PyJWT, payload built elsewhere": `token = jwt.encode(build_claims(), private_key, algorithm="PS256", headers=build_headers())
requests.post("https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", data={"grant_type": "client_credentials", **assertion_fields(token)})`,
	"authlib": `header = {"alg": "PS256", "kid": KID, "typ": "JWT"}
payload = {"iss": cid, "scope": "restlets,rest_webservices", "aud": ` + tokenURL + `, "iat": int(time.time()), "exp": int(time.time()) + 600}
jwt.encode(header, payload, key)`,
	"requests, code":    `requests.post(` + tokenURL + `, data={"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}, auth=(CLIENT_ID, CLIENT_SECRET))`,
	"requests, refresh": `requests.post(` + tokenURL + `, data={"grant_type": "refresh_token", "refresh_token": rt}, auth=HTTPBasicAuth(CLIENT_ID, CLIENT_SECRET))`,
	"jsonwebtoken":      `const t = jwt.sign({ iss: clientId, scope: ['restlets'], aud: ` + tokenURL + ` }, key, { algorithm: 'PS256', expiresIn: '5m', keyid: certId, header: { typ: 'JWT' } });`,
	"jsonwebtoken, seconds": `const now = Math.floor(Date.now() / 1000);
const t = jwt.sign({ iss: clientId, scope: 'rest_webservices', aud: tokenUrl, iat: now, exp: now + 55 * 60 }, key, { algorithm: 'ES256', header: { kid } }); // netsuite`,
	"jose": `const jwt = await new SignJWT({ scope: ['restlets'] }).setProtectedHeader({ alg: 'PS256', typ: 'JWT', kid }).setIssuedAt().setIssuer(id).setAudience(` + tokenURL + `).setExpirationTime('10m').sign(key)`,
	"axios form": `const res = await axios.post(` + tokenURL + `, new URLSearchParams({ grant_type: 'client_credentials', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: t }), { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
await axios.get('https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer', { headers: { Authorization: ` + "`Bearer ${res.data.access_token}`" + `, Accept: 'application/json' } });`,
	"fetch, public client": `await fetch(` + tokenURL + `, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: uri, client_id: id, code_verifier: verifier }) })`,
	"jjwt":                 `Jwts.builder().setHeaderParam("kid", kid).setHeaderParam("typ", "JWT").setIssuer(id).claim("scope", List.of("restlets")).setAudience(` + tokenURL + `).setIssuedAt(new Date()).setExpiration(new Date(System.currentTimeMillis() + 300_000)).signWith(SignatureAlgorithm.PS256, key).compact();`,
	"nimbus": `JWSHeader h = new JWSHeader.Builder(JWSAlgorithm.PS256).keyID(certId).type(JOSEObjectType.JWT).build();
JWTClaimsSet c = new JWTClaimsSet.Builder().issuer(id).claim("scope", "restlets").audience(netsuiteUrl).issueTime(new Date()).expirationTime(new Date(System.currentTimeMillis() + 10 * 60 * 1000)).build();`,
	"auth0": `JWT.create().withKeyId(kid).withIssuer(id).withAudience(` + tokenURL + `).withClaim("scope", "restlets").withIssuedAt(Date.from(now)).withExpiresAt(Date.from(now.plus(30, ChronoUnit.MINUTES))).sign(Algorithm.ECDSA256(pub, key));`,
	"Spring": `form.add("grant_type", "refresh_token"); form.add("refresh_token", token); headers.setBasicAuth(id, secret);
restTemplate.postForEntity(` + tokenURL + `, new HttpEntity<>(form, headers), Map.class);`,
	"C#": `var creds = new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = certId }, SecurityAlgorithms.RsaSsaPssSha256);
var token = new JwtSecurityToken(clientId, ` + tokenURL + `, new[] { new Claim("scope", "restlets") }, null, DateTime.UtcNow.AddMinutes(5), creds);`,
	"HttpClient": `var form = new FormUrlEncodedContent(new Dictionary<string,string> { ["grant_type"] = "client_credentials", ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["client_assertion"] = jwt });
var res = await http.PostAsync(` + tokenURL + `, form);
var record = await http.PostAsJsonAsync("https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer", customer);`,
	"firebase": `$jwt = JWT::encode(['iss' => $id, 'scope' => ['restlets'], 'aud' => $netsuiteUrl, 'iat' => time(), 'exp' => time() + 300], $key, 'ES256', $kid);`,
	"lcobucci": `$token = $config->builder()->issuedBy($id)->permittedFor(` + tokenURL + `)->issuedAt($now)->expiresAt($now->modify('+5 minutes'))->withClaim('scope', ['restlets'])->withHeader('kid', $kid)->getToken(new Signer\Ecdsa\Sha256(), $key);`,
	"Go": `t := jwt.NewWithClaims(jwt.SigningMethodPS256, jwt.MapClaims{"iss": id, "scope": []string{"restlets"}, "aud": netsuiteURL, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()})
t.Header["kid"] = certID`,
	"Go, form": `form := url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {signed}}
http.PostForm(` + tokenURL + `, form)`,
	"Ruby": `JWT.encode({ iss: id, scope: ['restlets'], aud: netsuite_url, iat: Time.now.to_i, exp: Time.now.to_i + 600 }, key, 'PS256', { kid: kid, typ: 'JWT' })`,
	"PowerShell": `$body = @{ grant_type = "client_credentials"; client_assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"; client_assertion = $jwt }
Invoke-RestMethod -Method Post -Uri ` + tokenURL + ` -Body $body`,
	"comment that warns": `# do not use algorithm="RS256": NetSuite refuses it
jwt.encode({"iss": cid, "scope": ["restlets"], "aud": ` + tokenURL + `, "iat": now, "exp": now + 60}, key, algorithm="PS256", headers={"kid": kid})`,
	"error handling": `if (res.status === 401) { throw new Error("NetSuite: invalid login"); }
const t = jwt.sign({ iss: clientId, scope: ['restlets'], aud: ` + tokenURL + `, iat: now, exp: now + 60 }, key, { algorithm: 'PS256', keyid: kid });`,
}

// otherSnippets are programs, and texts with code, that build no request to NetSuite.
var otherSnippets = map[string]string{
	"Azure, assertion": `now = int(time.time())
t = jwt.encode({"iss": cid, "sub": cid, "aud": f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", "iat": now, "exp": now + 600}, key, algorithm="RS256", headers={"x5t": thumb})
requests.post(url, data={"grant_type": "client_credentials", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": t, "scope": "https://graph.microsoft.com/.default"})`,
	"Keycloak, PKCE":        `fetch("https://sso.example.org/realms/x/protocol/openid-connect/token", {method: "POST", body: new URLSearchParams({grant_type: "authorization_code", code, redirect_uri: cb, client_id: "spa", code_verifier: v})})`,
	"session of a web site": `const token = jwt.sign({ userId: user.id }, process.env.JWT_SECRET, { expiresIn: '1d' });`,
	"Flask login":           `token = jwt.encode({"sub": user.id, "exp": datetime.utcnow() + timedelta(days=1)}, SECRET, algorithm="HS256")`,
	"Google":                `assertion = jwt.encode({"iss": email, "scope": scope, "aud": "https://oauth2.googleapis.com/token", "exp": now + 3600, "iat": now}, key, algorithm="RS256")`,
	"Salesforce":            `requests.post("https://login.salesforce.com/services/oauth2/token", data={"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": jwt.encode(claims, key, algorithm="RS256")})`,
	"Azure":                 `requests.post("https://login.microsoftonline.com/x/oauth2/v2.0/token", data={"grant_type": "client_credentials", "client_id": a, "client_secret": b, "scope": "https://graph.microsoft.com/.default"})`,
	"DocuSign":              `var jwt = new JwtSecurityToken(issuer: id, audience: "account-d.docusign.com", expires: DateTime.Now.AddHours(1), signingCredentials: creds);`,
	"App Store":             `const token = jwt.sign({ iss: ISSUER, exp: now + 1200, aud: 'appstoreconnect-v1' }, key, { algorithm: 'ES256', keyid: KEY_ID });`,
	"RESTlet":               `define(['N/record'], function(record) { function post(data) { return record.load({ type: 'customer', id: data.id }); } return { post: post }; });`,
	"SuiteScript":           `const rec = record.create({ type: record.Type.SALES_ORDER }); rec.setValue({ fieldId: 'entity', value: 7 }); rec.save();`,
	"sorting":               `def quick(a): return a if len(a) < 2 else quick([x for x in a if x < a[0]]) + [a[0]]`,
	"SQL":                   `SELECT id, exp FROM tokens WHERE alg = 'RS256' AND scope = 'orders';`,
	"CSS":                   `.scope { content: "restlets"; } .alg { color: red }`,
	"TBA": `oauth = OAuth1Session(client_key, client_secret, token, secret, realm="1234567", signature_method="HMAC-SHA256")
oauth.get("https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer")`,
	"verification":       `const payload = jwt.verify(token, publicKey, { algorithms: ['RS256'], issuer: 'https://system.netsuite.com' });`,
	"Dockerfile":         "FROM node:20\nCOPY . /app\nRUN npm ci\nCMD [\"node\", \"index.js\"]",
	"log of a build":     "npm ERR! code ELIFECYCLE\nnpm ERR! errno 1\nnpm ERR! netsuite-sync@1.0.0 test: jest",
	"HTML":               `<form action="/login"><input name="scope" value="restlets"><input name="alg"></form>`,
	"Kubernetes":         "kind: Secret\nmetadata:\n  name: netsuite\ndata:\n  kid: abc\n  iss: def\n",
	"test of a stranger": `expect(jwt.sign).toHaveBeenCalledWith(expect.anything(), 'secret', { algorithm: 'RS256' });`,
	"session of a NetSuite portal": `// portal for NetSuite customers
const token = jwt.sign({ userId: user.id, exp: now + 86400 }, process.env.JWT_SECRET, { algorithm: 'HS256' });`,
	"NetSuite and Google": `from netsuite import Client
assertion = jwt.encode({"iss": email, "scope": "drive", "aud": "https://oauth2.googleapis.com/token", "exp": now + 3600, "iat": now}, key, algorithm="RS256")
requests.post("https://oauth2.googleapis.com/token", data={"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion})`,
	"test of NetSuite's tokens": `it('rejects', () => { expect(verify(jwt.sign({ sub: '1' }, 'x'), { issuer: 'https://system.netsuite.com' })).toThrow(); });`,
	"prose with brackets":       "We use NetSuite (REST). The request (grant_type: client_credentials, scope: rest_webservices) to the client. post (it) fails; jwt is fine.",
	"prose with code":           "Use `jwt.sign` with RS256? I read that NetSuite wants PS256 since 2025.",
}

// TestClientCode catches a fault in source code that is not found, and a finding that does
// not quote its line.
func TestClientCode(t *testing.T) {
	if len(faultySnippets) < 60 || len(soundSnippets) < 25 || len(otherSnippets) < 20 {
		t.Fatalf("%d, %d and %d snippets", len(faultySnippets), len(soundSnippets), len(otherSnippets))
	}
	for _, s := range faultySnippets {
		input, c, d := paste(t, "", s.code)
		sound(t, c, d)
		if input.Kind != intake.KindSource {
			t.Errorf("%s: %s, not source code", s.name, input.Kind)
			continue
		}
		var found []string
		lines := ""
		for _, f := range d.Findings {
			if f.Status != fail && f.Status != warn {
				continue
			}
			found = append(found, f.ID)
			for _, e := range f.Evidence {
				if !strings.HasPrefix(e.Where, "line ") {
					t.Errorf("%s: %s, %s: no line is quoted", s.name, f.ID, e.Where)
				}
				if f.ID == strings.Fields(s.want)[0] {
					lines += e.Got + "\n"
				}
			}
		}
		if want := strings.Fields(s.want); !slices.Equal(want, found) {
			t.Errorf("%s: %v; want %v", s.name, found, want)
		}
		if !strings.Contains(lines, strings.Join(strings.Fields(s.line), " ")) {
			t.Errorf("%s: quotes %q; want %q", s.name, lines, s.line)
		}
		if confirmed := codesWith(d, diagnosis.Confirmed); len(confirmed) > 0 {
			t.Errorf("%s: %v is confirmed by source code", s.name, confirmed)
		}
	}
}

// TestSoundCode catches a false alarm for sound source code.
func TestSoundCode(t *testing.T) {
	for name, code := range soundSnippets {
		input, c, d := paste(t, "", code)
		sound(t, c, d)
		if !slices.Contains(input.Kinds, intake.KindSource) {
			t.Errorf("%s: %v, not source code", name, input.Kinds)
		}
		for _, f := range d.Findings {
			if f.Status == fail || f.Status == warn {
				t.Errorf("%s: %s %q %+v", name, f.ID, f.Title, f.Evidence)
			}
		}
		if input.ErrorLine != "" {
			t.Errorf("%s: error %q", name, input.ErrorLine)
		}
	}
}

// TestOtherCode catches unrelated source code that is judged as a request to NetSuite.
func TestOtherCode(t *testing.T) {
	for name, code := range otherSnippets {
		if input := intake.Recognise(code); slices.Contains(input.Kinds, intake.KindSource) || len(input.Tokens) > 0 {
			t.Errorf("%s: %v, %d tokens", name, input.Kinds, len(input.Tokens))
		}
	}
}
