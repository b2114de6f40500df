// Requests an access token from NetSuite with client credentials, and makes a first call with it.
// It needs Java 11: java token-request.java. Values come from the environment:
//
//   NETSUITE_KEY_FILE        the private key; without it, <private key file>
//   NETSUITE_KEY_PASSPHRASE  its pass phrase, if it has one
//   NETSUITE_TOKEN_FILE      a new file for the token; without it, the token is not kept
//
// The key must be PKCS#8: BEGIN PRIVATE KEY or BEGIN ENCRYPTED PRIVATE KEY. Convert another one
// with openssl pkcs8 -topk8.
//
// Whoever has the token can use it until it expires, usually after an hour. That is why it is
// never printed, and its file is for you only.

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

import static java.nio.charset.StandardCharsets.UTF_8;

class TokenRequest {
    static final String TOKEN_ADDRESS = "<token address>";
    static final String SERVER_TIME_ADDRESS = "<server time address>";
    static final String CLIENT_ID = "<Client ID>";
    static final String CERTIFICATE_ID = "<Certificate ID>";
    static final String SCOPES = "<scopes>";
    static final String KEY_FILE = environment("NETSUITE_KEY_FILE", "<private key file>");

    public static void main(String[] args) throws Exception {
        // No Authorization header: the assertion is the login.
        String form = "grant_type=client_credentials"
            + "&client_assertion_type=" + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", UTF_8)
            + "&client_assertion=" + URLEncoder.encode(assertion(), UTF_8);
        Answer answer = send(HttpRequest.newBuilder(URI.create(TOKEN_ADDRESS))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
        Matcher found = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"").matcher(answer.body);
        if (answer.status != 200 || !found.find()) {
            System.err.println("The token request was answered " + answer.status + ": " + answer.body);
            System.exit(1);
        }
        String token = found.group(1);
        String file = environment("NETSUITE_TOKEN_FILE", "");
        if (!file.isEmpty()) {
            keep(Path.of(file), token);
        }

        // The first call changes nothing. It needs the scope rest_webservices.
        Answer call = send(HttpRequest.newBuilder(URI.create(SERVER_TIME_ADDRESS)).header("Authorization", "Bearer " + token));
        System.out.println("The call was answered " + call.status + ": " + call.body);
        System.exit(call.status == 200 ? 0 : 1);
    }

    static String environment(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    /** The answer to a request. */
    static class Answer {
        int status;
        String body;
    }

    /** Sends a request. HttpClient follows no redirect, which could take the token to another host. */
    static Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> got = HttpClient.newHttpClient().send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofByteArray());
        InputStream body = new ByteArrayInputStream(got.body());
        if (got.headers().firstValue("Content-Encoding").orElse("").equals("gzip")) { // although nobody asked
            body = new GZIPInputStream(body);
        }
        Answer answer = new Answer();
        answer.status = got.statusCode();
        answer.body = new String(body.readAllBytes(), UTF_8);
        return answer;
    }

    /** Returns the client assertion, which is the login. */
    static String assertion() throws Exception {
        PrivateKey key = readKey();
        // The algorithm follows from the key. NetSuite accepts no RS256. The names that end in
        // P1363Format give r and s, as a JWT has them; those without give DER.
        String algorithm = "PS256";
        Signature signature = Signature.getInstance("RSASSA-PSS");
        if (key instanceof ECPrivateKey) {
            int bits = ((ECPrivateKey) key).getParams().getOrder().bitLength();
            int hash = bits == 521 ? 512 : bits;
            algorithm = "ES" + hash;
            signature = Signature.getInstance("SHA" + hash + "withECDSAinP1363Format");
        } else {
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        long now = Instant.now().getEpochSecond();
        String header = String.format("{\"typ\":\"JWT\",\"alg\":\"%s\",\"kid\":\"%s\"}", algorithm, CERTIFICATE_ID);
        String claims = String.format("{\"iss\":\"%s\",\"scope\":[\"%s\"],\"aud\":\"%s\",\"iat\":%d,\"exp\":%d}",
            CLIENT_ID, SCOPES.replace(" ", "\",\""), TOKEN_ADDRESS, now, now + 300);
        String data = base64url(header.getBytes(UTF_8)) + "." + base64url(claims.getBytes(UTF_8));
        signature.initSign(key);
        signature.update(data.getBytes(UTF_8));
        return data + "." + base64url(signature.sign());
    }

    static String base64url(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    static PrivateKey readKey() throws Exception {
        String pem = Files.readString(Path.of(KEY_FILE));
        Matcher block = Pattern.compile("-----BEGIN (ENCRYPTED )?PRIVATE KEY-----([^-]+)-----END").matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException(KEY_FILE + ": no private key in PKCS#8");
        }
        byte[] der = Base64.getMimeDecoder().decode(block.group(2));
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        if (block.group(1) != null) {
            EncryptedPrivateKeyInfo locked = new EncryptedPrivateKeyInfo(der);
            String passphrase = environment("NETSUITE_KEY_PASSPHRASE", "");
            // Of PBES2, the parameters have the name of the encryption, and getAlgName does not.
            String encryption = locked.getAlgParameters().toString();
            Cipher cipher = Cipher.getInstance(encryption);
            cipher.init(Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(encryption).generateSecret(new PBEKeySpec(passphrase.toCharArray())), locked.getAlgParameters());
            spec = locked.getKeySpec(cipher);
        }
        for (String kind : new String[] {"RSA", "RSASSA-PSS", "EC"}) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(spec);
            } catch (InvalidKeySpecException otherKind) {
                continue;
            }
        }
        throw new IllegalArgumentException(KEY_FILE + ": NetSuite accepts RSA keys, and EC keys on P-256, P-384 or P-521");
    }

    /** Writes the token to a new file that only you can read. An existing file is an error. */
    static void keep(Path file, String token) throws Exception {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner = {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))};
        Files.createFile(file, posix ? owner : new FileAttribute<?>[0]);
        Files.writeString(file, token + "\n");
    }
}
