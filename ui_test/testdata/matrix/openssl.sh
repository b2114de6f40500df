# read KIND and write KIND with the command openssl, see TestMatrix.
set -eu
case "$2" in
ec-p256) curve=P-256 hash=sha256 alg=ES256 hex=64 ;;
ec-p384) curve=P-384 hash=sha384 alg=ES384 hex=96 ;;
ec-p521) curve=P-521 hash=sha512 alg=ES512 hex=132 ;;
rsa-*) curve= hash=sha256 alg=PS256 hex=0 ;;
esac
pss="-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest"
test -z "$curve" || pss=

encode() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
decode() {
	text=$(tr -- '-_' '+/')
	while [ $((${#text} % 4)) -ne 0 ]; do text="$text="; done
	printf %s "$text" | openssl base64 -d -A
}
padded() { printf "%${hex}s" "$1" | tr ' ' 0; }

case "$1" in
read)
	openssl x509 -in public.pem -noout -pubkey >public-of-certificate
	openssl pkey -in private.pem -pubout | cmp - public-of-certificate
	openssl verify -CAfile public.pem public.pem
	token=$(tr -d '\n' <assertion.jwt)
	printf %s "${token%.*}" >input
	printf %s "${token##*.}" | decode >signature
	if [ -n "$curve" ]; then # JWS has r and s alone, openssl wants DER
		rs=$(od -An -v -tx1 signature | tr -d ' \n')
		test ${#rs} -eq $((2 * hex))
		printf 'asn1=SEQUENCE:rs\n[rs]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "$(printf %s "$rs" | cut -c1-"$hex")" "$(printf %s "$rs" | cut -c$((hex + 1))-)" >rs.conf
		openssl asn1parse -genconf rs.conf -noout -out signature
	fi
	openssl dgst -$hash $pss -verify public-of-certificate -signature signature input
	;;
write)
	if [ -n "$curve" ]; then
		openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:"$curve" -out their-private.pem
	else
		openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:"${2#rsa-}" -out their-private.pem
	fi
	openssl req -new -x509 -key their-private.pem -days 30 -subj /CN=matrix -out their-public.pem
	kid=$(openssl x509 -in their-public.pem -outform DER | openssl dgst -sha256 -binary | encode)
	printf %s "$kid" >their-kid
	now=$(date +%s)
	printf %s.%s "$(printf '{"alg":"%s","typ":"JWT","kid":"%s"}' "$alg" "$kid" | encode)" \
		"$(printf '{"iss":"%032d","scope":["restlets"],"aud":"https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token","iat":%d,"exp":%d}' 7 "$now" $((now + 300)) | encode)" >input
	openssl dgst -$hash $pss -sign their-private.pem -out signature input
	if [ -n "$curve" ]; then
		openssl asn1parse -inform DER -in signature | sed -n 's/.*INTEGER *://p' >numbers
		printf %s%s "$(padded "$(sed -n 1p numbers)")" "$(padded "$(sed -n 2p numbers)")" | sed 's/../\\x&/g' >escaped
		# printf of a shell knows octal escapes only; od and awk are everywhere.
		awk '{ n = split($0, b, /\\x/); for (i = 2; i <= n; i++) printf "\\%03o", index("0123456789ABCDEF", substr(b[i], 1, 1)) * 16 - 16 + index("0123456789ABCDEF", substr(b[i], 2, 1)) - 1 }' escaped >octal
		printf "$(cat octal)" >signature
	fi
	printf %s.%s "$(cat input)" "$(encode <signature)" >their.jwt
	;;
esac
