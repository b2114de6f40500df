// Requests an access token from NetSuite with client credentials, and makes a first call with it.
// It needs .NET 7: as Program.cs of dotnet new console, or dotnet run token-request.cs since 10.
// Values come from the environment:
//
//   NETSUITE_KEY_FILE        the private key; without it, <private key file>
//   NETSUITE_KEY_PASSPHRASE  its pass phrase, if it has one
//   NETSUITE_TOKEN_FILE      a new file for the token; without it, the token is not kept
//
// Whoever has the token can use it until it expires, usually after an hour. That is why it is
// never printed, and its file is for you only.

using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

const string tokenAddress = "<token address>";
const string serverTimeAddress = "<server time address>";
const string clientID = "<Client ID>";
const string certificateID = "<Certificate ID>";
const string scopes = "<scopes>";
var keyFile = Environment.GetEnvironmentVariable("NETSUITE_KEY_FILE") is { Length: > 0 } named ? named : "<private key file>";

// A redirect could take the token to another host.
using var handler = new HttpClientHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.GZip };
using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };

// No Authorization header: the assertion is the login.
using var answer = await client.PostAsync(tokenAddress, new FormUrlEncodedContent(new Dictionary<string, string>
{
    ["grant_type"] = "client_credentials",
    ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    ["client_assertion"] = Assertion(),
}));
var body = await answer.Content.ReadAsStringAsync();
var found = Regex.Match(body, "\"access_token\"\\s*:\\s*\"([^\"]+)\"");
if ((int)answer.StatusCode != 200 || !found.Success)
{
    Console.Error.WriteLine($"The token request was answered {(int)answer.StatusCode}: {body}");
    return 1;
}
var token = found.Groups[1].Value;
if (Environment.GetEnvironmentVariable("NETSUITE_TOKEN_FILE") is { Length: > 0 } file)
{
    Keep(file, token);
}

// The first call changes nothing. It needs the scope rest_webservices.
using var request = new HttpRequestMessage(HttpMethod.Get, serverTimeAddress);
request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
using var call = await client.SendAsync(request);
Console.WriteLine($"The call was answered {(int)call.StatusCode}: {await call.Content.ReadAsStringAsync()}");
return (int)call.StatusCode == 200 ? 0 : 1;

// Returns the client assertion, which is the login.
string Assertion()
{
    using var key = ReadKey();
    // The algorithm follows from the key. NetSuite accepts no RS256.
    var bits = key is ECDsa ? Math.Min(key.KeySize, 512) : 256;
    var algorithm = (key is ECDsa ? "ES" : "PS") + bits;
    var hash = new HashAlgorithmName("SHA" + bits);
    var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    var header = $"{{\"typ\":\"JWT\",\"alg\":\"{algorithm}\",\"kid\":\"{certificateID}\"}}";
    var claims = $"{{\"iss\":\"{clientID}\",\"scope\":[\"{scopes.Replace(" ", "\",\"")}\"],\"aud\":\"{tokenAddress}\",\"iat\":{now},\"exp\":{now + 300}}}";
    var data = Base64Url(Encoding.UTF8.GetBytes(header)) + "." + Base64Url(Encoding.UTF8.GetBytes(claims));
    var bytes = Encoding.UTF8.GetBytes(data);
    // Pss has a salt as long as the hash, and ECDsa writes r and s, as a JWT has them.
    var signature = key is ECDsa ec ? ec.SignData(bytes, hash) : ((RSA)key).SignData(bytes, hash, RSASignaturePadding.Pss);
    return data + "." + Base64Url(signature);
}

string Base64Url(byte[] data) => Convert.ToBase64String(data).TrimEnd('=').Replace('+', '-').Replace('/', '_');

AsymmetricAlgorithm ReadKey()
{
    var pem = File.ReadAllText(keyFile);
    var passphrase = Environment.GetEnvironmentVariable("NETSUITE_KEY_PASSPHRASE");
    foreach (AsymmetricAlgorithm key in new AsymmetricAlgorithm[] { RSA.Create(), ECDsa.Create() })
    {
        try
        {
            if (string.IsNullOrEmpty(passphrase)) key.ImportFromPem(pem);
            else key.ImportFromEncryptedPem(pem, passphrase);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose(); // a key of the other kind, or the wrong pass phrase
        }
    }
    throw new CryptographicException(keyFile + ": no RSA or EC key, or another pass phrase");
}

// Writes the token to a new file that only you can read. An existing file is an error.
void Keep(string path, string token)
{
    var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
    if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    using var writer = new StreamWriter(path, options);
    writer.WriteLine(token);
}
