package content

// stopWords are English, German and Spanish words that say nothing about a fault.
var stopWords = setOf(termsOf(`a about after all also am an and any are as at be been but by can could did do does
for from get gets got had has have he her here hi his how i if in into is it its just me my no not nothing now of off on one or our
out over own please s she so some still t than that the their them then there they thing this to too up us
administrator administrators although actually already anybody anyone anything because believe come comes dear everything give given go goes going guys hello help i'm let lets looks made make makes maybe may might must need needs
okay ok other others perhaps pick put really said say says seems several should since somebody someone something such take takes tell tells thank thanks there's think though tries try trying want wants whenever whether while yet cant couldnt didnt doesnt dont isnt wasnt wont
three two very was we were what when where which who whom why will with would you your d ll m re ve don doesn isn won
aber alle alles als am an auch auf aus bei beim bin bis da das dass dem den der des die dies dieser doch du ein eine einem einen einer er es
für etwas geht hallo hat haben jemand schon werden wurde wurden ich ihr im in ist ja jetzt kann kein keine man mein meine mit nach nicht noch nun nur ob oder sehr sein seit sich sie sind
um und uns unser unsere von vor war warum was weil wenn wer wie wieder wir wird wo zu zum zur steht nichts gibt
al algo como con cual de del desde donde el ella en eso esta este está estos fue ha hace hay la las le lo los mas me mi muy ni no nos o para pero
por que qué se ser si sin sobre son su sus te tiene tu un una uno y ya nada
cuál cuando cómo dónde dice estamos hacer necesita necesito puede puedo quiere quiero saber sale tenemos tengo todo todos
brauche brauchen einfach habe immer kommen kommt können läuft machen macht meinen möchte plötzlich sagt unseren uns`))

// domainWords are words of the domain. A text about a failed login has at least one of them,
// unless nearly all of its words are known.
var domainWords = setOf(termsOf(`2fa 400 401 403 429 500 admin agent algorithm alg api app application assertion asymmetric audience audit auth authenticate authenticated
authentication authorisation authorization authorize authorized base64 bearer callback cert certificate claim client clock connect connector connection consent cookie credentials
curl decode endpoint entity forbidden grant header iat inactive integration invalid issuer jwt key kid limit login logins lifetime mapping mcp
mfa nonce p12 pfx proxy oauth oauth2 odbc parameter password pem permission pkce placeholder postman production ps256 reauthorize redirect refresh reconnect rest restlet revoked role rs256 rsa
sandbox scope script secret server signature signed soap sso state sync tba token trail two-factor unauthorized uri url user variable verifier webservices
algoritmo anmelden Anmeldung Anmeldeprotokoll Anfragen Berechtigung Benutzer certificado clave cliente consentimiento firma integración petición peticiones producción Produktion
redirección reloj Rolle rol Schlüssel servidor sesión Signatur solicitudes Uhr Uhrzeit Weiterleitung Zertifikat Zustimmung`))

// setUpWords are words of somebody who wants to set something up, not to find a fault.
var setUpWords = setOf(termsOf(`setup start started begin beginner onboard onboarding scratch tutorial lesson walkthrough checklist migrate migration renew rotate
anbinden Anbindung anfangen beginnen einrichten Einrichtung umstellen Umstellung erneuern Anleitung
configurar configuro empezar empiezo comenzar migrar renovar`))

// setUpPhrases are what somebody says who begins, where no word of setUpWords is. A text
// that also names a failure is about a fault.
var setUpPhrases = []string{"new to netsuite", "new integration", "from tba to", "need to create", "connect claude", "connect chatgpt"}

// failWords are words of somebody who has a fault.
var failWords = setOf(wordsOf(`cannot cant can't doesn't doesnt don't not error fails failed failing refused rejected invalid geht nicht falla error`))

// otherSystems are names of other systems with logins, tokens and certificates. A text with
// one of them, and none of ourSystems, is not about NetSuite.
var otherSystems = setOf(wordsOf(`1password adyen adobe airbnb airtable alexa amazon android anydesk apple asana atlassian auth0 aws azure
bamboohr basecamp bigcommerce bitbucket bitwarden bitlocker bluetooth cisco citrix cloudflare coinbase confluence 
bank banco banking databricks datadog discord django datev docker docusign dropbox drupal dynamics ebay elasticsearch entra etsy evernote facebook fedex figma firebase firefox freshbooks freshdesk
github gitlab gmail google grafana heroku hubspot icloud instagram intercom intune iphone ipad itunes jenkins jira joomla kafka kerberos klarna klaviyo kubernetes
laravel ldap linkedin linux macbook magento mailchimp marketo mastercard microsoft mongodb mysql netflix netlify nginx npm office office365 okta onedrive openvpn outlook
paypal playstation postgres postgresql powerbi prestashop printer pypi quickbooks rabbitmq rdp reddit redis redshift 
sage salesforce sap sendgrid sentry servicenow sharepoint shop shopify slack smtp snowflake spotify ssh stripe successfactors synology
tableau teams telegram terraform tiktok trello twilio twitter ubuntu vault vercel visa vmware vpn webex website whatsapp wifi windows wlan woocommerce wordpress workday
xbox xero yahoo youtube zendesk zoho zoom`))

// ourSystems are names that show that a text is about NetSuite, whatever else it names.
var ourSystems = setOf(wordsOf(`netsuite sdf suitetalk suitecloud suitescript suiteanalytics suiteapp suiteql restlet restlets suitelet oracle m2m connector`))

// germanMarks are words that show that a text is German, which capitalises every noun.
var germanMarks = setOf(wordsOf(`beim bei das der ein eine einen für hat ich ist kein keine mit nach nicht seit und vom von wir wird wurde zu zum zur`))

func setOf(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, word := range words {
		set[word] = true
	}
	return set
}
