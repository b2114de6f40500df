package trail

import (
	"net/netip"
	"strings"

	"authdoctor/diagnosis/detail"
)

// translations are parts of labels in other languages. NetSuite's labels in those languages
// are not published, so the user has to confirm a column that they match. The order matters:
// a label with "user agent" is not that of a user.
var translations = []struct {
	column Column
	parts  []string // folded; "+" requires both
}{
	{ColumnAgent, []string{"agent", "agente", "ユーザーエージェント", "用户代理"}},
	{ColumnTokenName, []string{"token+zugriff", "jeton+accès", "token+accès", "token+acceso", "token+accesso", "token+acesso", "token+toegang", "token+přístup", "アクセストークン", "访问令牌"}},
	{ColumnApplication, []string{"anwendung", "aplicaci", "applica", "aplicat", "aplicaç", "toepassing", "aplikac", "アプリケーション", "应用程序"}},
	{ColumnChallenge, []string{"sicherheit", "sécurité", "seguridad", "sicurezza", "segurança", "beveiliging", "bezpečn"}},
	{ColumnEmail, []string{"mail", "correo", "courriel", "メール", "邮件"}},
	{ColumnIP, []string{"ipadr", "ipaddr", "adresseip", "direccionip", "direcciónip", "indirizzoip", "endereçoip", "adresaip", "ipアドレス", "ip地址"}},
	{ColumnURI, []string{"anforderung", "requête", "solicitud", "richiesta", "solicitação", "aanvraag", "verzoek", "požadav", "リクエスト", "请求"}},
	{ColumnDetail, []string{"detail", "détail", "detalle", "dettagli", "detalhe", "詳細", "详细"}},
	{ColumnRole, []string{"rolle", "rôle", "ruolo", "função", "papel", "ロール", "角色"}},
	{ColumnUser, []string{"benutzer", "utilisateur", "usuario", "usuário", "utente", "gebruiker", "uživatel", "ユーザー", "用户"}},
	{ColumnStatus, []string{"status", "statut", "estado", "stato", "stav", "ステータス", "状态"}},
	{ColumnDate, []string{"datum", "fecha", "date", "data", "日付", "日時", "日期"}},
}

func columnTranslated(label string) Column {
	folded := foldLabel(label)
	for _, t := range translations {
		for _, part := range t.parts {
			one, two, _ := strings.Cut(part, "+")
			if strings.Contains(folded, one) && strings.Contains(folded, two) {
				return t.column
			}
		}
	}
	if folded == "rol" {
		return ColumnRole
	}
	return columnNone
}

// columnByContent recognises a column by its values: dates, words for failure and success,
// words of the Detail column, addresses. It returns "" for a column it does not recognise.
func columnByContent(values []string) Column {
	if len(values) == 0 {
		return columnNone
	}
	st := newStatus("", "")
	var c calendar
	counts := map[Column]int{}
	for _, value := range values {
		trimmed := strings.TrimSpace(value)
		if _, _, _, ok := c.read([]byte(trimmed)); ok {
			counts[ColumnDate]++
		}
		if _, ok := st.read([]byte(trimmed)); ok {
			counts[ColumnStatus]++
		}
		if detail.Known(string(codeOf([]byte(trimmed)))).Protocol != detail.Unknown {
			counts[ColumnDetail]++
		}
		if _, err := netip.ParseAddr(trimmed); err == nil {
			counts[ColumnIP]++
		}
		if strings.Count(trimmed, "@") == 1 && !strings.ContainsAny(trimmed, " /") {
			counts[ColumnEmail]++
		}
		if strings.HasPrefix(trimmed, "/") && !strings.Contains(trimmed, " ") {
			counts[ColumnURI]++
		}
	}
	for _, column := range []Column{ColumnDate, ColumnStatus, ColumnIP, ColumnEmail, ColumnURI} {
		if counts[column]*10 >= len(values)*9 {
			return column
		}
	}
	if counts[ColumnDetail]*2 >= len(values) {
		return ColumnDetail
	}
	return columnNone
}
