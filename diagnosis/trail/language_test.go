package trail

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestLanguageTable catches a line of languages.txt that is not read, a word that means two
// things, and a language without some of its words.
func TestLanguageTable(t *testing.T) {
	for line := range strings.Lines(languageTable) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" || strings.HasPrefix(line, "[") || strings.HasPrefix(line, "#") {
			continue
		}
		if len(fields) < 3 || !slices.Contains([]string{"CLDR", "inferred"}, fields[1]) {
			t.Errorf("no source: %s", line)
		}
	}
	months, words := map[string]int{}, map[string]bool{}
	halves := map[string]byte{}
	for _, l := range languages() {
		for i, names := range l.months {
			for _, name := range names {
				if other := months[foldDateWord(name)]; other != 0 && other != i+1 {
					t.Errorf("%s: %s is month %d and %d", l.code, name, other, i+1)
				}
				months[foldDateWord(name)] = i + 1
			}
		}
		for half, list := range map[byte][]string{'a': l.am, 'p': l.pm} {
			for _, word := range list {
				if other := halves[foldDateWord(word)]; other != 0 && other != half {
					t.Errorf("%s: %s is both halves of the day", l.code, word)
				}
				halves[foldDateWord(word)] = half
			}
		}
		for failure, list := range map[bool][]string{true: l.failure, false: l.success} {
			for _, word := range list {
				if other, known := words[foldWord([]byte(word))]; known && other != failure {
					t.Errorf("%s: %s is a failure and a success", l.code, word)
				}
				words[foldWord([]byte(word))] = failure
			}
		}
		if l.code == "en" || l.code == "el" {
			continue
		}
		if n := len(l.months); n != 12 && (n != 0 || len(l.beside) == 0) || len(l.failure) == 0 || len(l.success) == 0 {
			t.Errorf("%s: %d months, %q, %q", l.code, n, l.failure, l.success)
		}
		for _, part := range l.labels {
			if !slices.Contains(labelOrder, part.column) || part.text == "" {
				t.Errorf("%s: %+v", l.code, part)
			}
		}
		for _, column := range labelOrder {
			if column != ColumnTime && l.code != "pl" && !slices.ContainsFunc(l.labels, func(p labelPart) bool { return p.column == column }) {
				t.Errorf("%s has no %s", l.code, column)
			}
		}
	}
	if n := len(languages()); n > 32 {
		t.Errorf("%d languages: labelPart.languages has 32 bits", n)
	}
}

// TestEnglishLabels catches an English label that is taken for a translation, because a word
// of another language is in the middle of it.
func TestEnglishLabels(t *testing.T) {
	for _, label := range []string{"Instance", "Controller", "Mandatory 2FA", "Updated", "Database", "Metadata", "Postal Code", "Program", "Information", "Country", "Department", "Browser", "Company", "Internal ID", "Duration", "Region", "Notes", "Count", "Organization", "Hour", "Comments", "Supervisor", "Location"} {
		if column, in := columnTranslated(label); column != columnNone {
			t.Errorf("%s is taken for %s, in languages %b", label, column, in)
		}
	}
}

// translated are the labels of an export in each language, in the order of translatedColumns,
// and the words for a failure and a success.
var translated = map[string]string{
	"cs":    "Datum|Uživatel|E-mailová adresa|Role|IP adresa|URI požadavku|Uživatelský agent|Stav|Bezpečnostní výzva|Podrobnosti|Název aplikace založené na tokenu|Název přístupového tokenu|Selhání|Úspěch",
	"da":    "Dato|Bruger|E-mailadresse|Rolle|IP-adresse|Anmodnings-URI|Brugeragent|Status|Sikkerhedsudfordring|Detalje|Tokenbaseret applikationsnavn|Tokenbaseret adgangstokennavn|Mislykkedes|Lykkedes",
	"de":    "Datum/Uhrzeit|Benutzer|E-Mail-Adresse|Rolle|IP-Adresse|Anforderungs-URI|Benutzer-Agent|Status|Sicherheitsfrage|Details|Name der tokenbasierten Anwendung|Name des tokenbasierten Zugriffstokens|Fehlgeschlagen|Erfolg",
	"es":    "Fecha|Usuario|Dirección de correo electrónico|Rol|Dirección IP|URI de la solicitud|Agente de usuario|Estado|Pregunta de seguridad|Detalle|Nombre de la aplicación basada en token|Nombre del token de acceso basado en token|Fallo|Éxito",
	"fi":    "Päivämäärä|Käyttäjä|Sähköpostiosoite|Rooli|IP-osoite|Pyynnön URI|Käyttäjäagentti|Tila|Turvahaaste|Tiedot|Tunnuspohjaisen sovelluksen nimi|Tunnuspohjaisen pääsytunnuksen nimi|Epäonnistui|Onnistui",
	"fr":    "Date|Utilisateur|Adresse e-mail|Rôle|Adresse IP|URI de la requête|Agent utilisateur|Statut|Question de sécurité|Détail|Nom de l'application basée sur un jeton|Nom du jeton d'accès|Échec|Réussite",
	"id":    "Tanggal|Pengguna|Alamat Email|Peran|Alamat IP|URI Permintaan|Agen Pengguna|Status|Tantangan Keamanan|Detail|Nama Aplikasi Berbasis Token|Nama Token Akses|Gagal|Berhasil",
	"it":    "Data|Utente|Indirizzo e-mail|Ruolo|Indirizzo IP|URI richiesta|Agente utente|Stato|Domanda di sicurezza|Dettagli|Nome applicazione basata su token|Nome token di accesso|Non riuscito|Riuscito",
	"ja":    "日付|ユーザー|電子メールアドレス|役割|IPアドレス|要求URI|ユーザーエージェント|ステータス|セキュリティ質問|詳細|トークンベースのアプリケーション名|トークンベースのアクセストークン名|失敗|成功",
	"ko":    "날짜|사용자|전자메일 주소|역할|IP 주소|요청 URI|사용자 에이전트|상태|보안 질문|세부사항|토큰 기반 애플리케이션 이름|토큰 기반 액세스 토큰 이름|실패|성공",
	"nl":    "Datum|Gebruiker|E-mailadres|Rol|IP-adres|Aanvraag-URI|Gebruikersagent|Status|Beveiligingsvragen|Details|Naam van op token gebaseerde toepassing|Naam van toegangstoken|Mislukt|Geslaagd",
	"no":    "Dato|Bruker|E-postadresse|Rolle|IP-adresse|Forespørsels-URI|Brukeragent|Status|Sikkerhetsutfordring|Detaljer|Tokenbasert applikasjonsnavn|Navn på tilgangstoken|Mislyktes|Vellykket",
	"pl":    "Data|Użytkownik|Adres e-mail|Rola|Adres IP|Identyfikator URI żądania|Agent użytkownika|Stan|Pytanie zabezpieczające|Szczegóły|Nazwa aplikacji opartej na tokenie|Nazwa tokena dostępu|Niepowodzenie|Powodzenie",
	"pt":    "Data|Usuário|Endereço de e-mail|Função|Endereço IP|URI da solicitação|Agente do usuário|Status|Desafio de segurança|Detalhes|Nome do aplicativo baseado em token|Nome do token de acesso|Falha|Êxito",
	"ru":    "Дата|Пользователь|Адрес электронной почты|Роль|IP-адрес|URI запроса|Агент пользователя|Статус|Контрольный вопрос безопасности|Подробности|Имя приложения на основе токена|Имя токена доступа|Ошибка|Успешно",
	"sv":    "Datum|Användare|E-postadress|Roll|IP-adress|Begäran-URI|Användaragent|Status|Säkerhetsfråga|Detaljer|Tokenbaserat programnamn|Namn på åtkomsttoken|Misslyckades|Lyckades",
	"th":    "วันที่|ผู้ใช้|ที่อยู่อีเมล|บทบาท|ที่อยู่ IP|URI คำขอ|ตัวแทนผู้ใช้|สถานะ|คำถามความปลอดภัย|รายละเอียด|ชื่อแอปพลิเคชันที่ใช้โทเค็น|ชื่อโทเค็นการเข้าถึง|ล้มเหลว|สำเร็จ",
	"tr":    "Tarih|Kullanıcı|E-posta Adresi|Rol|IP Adresi|İstek URI'si|Kullanıcı Aracısı|Durum|Güvenlik Sorusu|Ayrıntı|Belirteç Tabanlı Uygulama Adı|Erişim Belirteci Adı|Başarısız|Başarılı",
	"vi":    "Ngày|Người dùng|Địa chỉ email|Vai trò|Địa chỉ IP|URI yêu cầu|Tác nhân người dùng|Trạng thái|Câu hỏi bảo mật|Chi tiết|Tên ứng dụng dựa trên mã thông báo|Tên mã thông báo truy cập|Thất bại|Thành công",
	"zh-CN": "日期|用户|电子邮件地址|角色|IP 地址|请求 URI|用户代理|状态|安全质询|详细信息|基于令牌的应用程序名称|基于令牌的访问令牌名称|失败|成功",
	"zh-TW": "日期|使用者|電子郵件地址|角色|IP 位址|要求 URI|使用者代理程式|狀態|安全性問題|詳細資料|權杖型應用程式名稱|權杖型存取權杖名稱|失敗|成功",
}

var translatedColumns = []Column{ColumnDate, ColumnUser, ColumnEmail, ColumnRole, ColumnIP, ColumnURI, ColumnAgent, ColumnStatus, ColumnChallenge, ColumnDetail, ColumnApplication, ColumnTokenName}

// TestLanguages catches a language of NetSuite whose labels, words of Status or months are
// not read, and a month that is read as another.
func TestLanguages(t *testing.T) {
	for _, l := range languages() {
		if l.code == "en" || l.code == "el" {
			continue
		}
		words := strings.Split(translated[l.code], "|")
		if len(words) != len(translatedColumns)+2 {
			t.Errorf("%s: no labels", l.code)
			continue
		}
		labels, failure, success := words[:len(translatedColumns)], words[len(words)-2], words[len(words)-1]
		var s strings.Builder
		s.WriteString(strings.Join(labels, ",") + "\n")
		for month := 1; month <= 12; month++ {
			for _, status := range []string{failure, success} {
				code := ""
				if status == failure {
					code = "MissingKey"
				}
				fmt.Fprintf(&s, "%s,Ann,,R,10.0.0.1,/a,,%s,,%s,A,\n", l.write(time.Date(2026, time.Month(month), 7, 17, 2, 0, 0, time.UTC)), status, code)
			}
		}
		source := Source{Name: l.code, Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s.String())), nil }}
		got, _, err := Count(context.Background(), []Source{source}, Options{})
		if err != nil {
			t.Errorf("%s: %v", l.code, err)
			continue
		}
		d := got.Sources[0].Dialect
		for i, column := range translatedColumns {
			if d.Columns[i].Column != column {
				t.Errorf("%s: %s is %q by %q; want %s", l.code, labels[i], d.Columns[i].Column, d.Columns[i].How, column)
			}
		}
		if !slices.Contains(d.Languages, l.name) {
			t.Errorf("%s: the language is one of %q", l.code, d.Languages)
		}
		if got.Rows != 24 || got.Failures != 12 || got.Undated != 0 {
			t.Errorf("%s: %d rows, %d failures, %d undated, %+v", l.code, got.Rows, got.Failures, got.Undated, got.Sources[0].Bad)
		}
		days := got.GroupBy(ByDay)
		for i, day := range days {
			if want := fmt.Sprintf("2026-%02d-07", i+1); len(days) != 12 || !slices.ContainsFunc(days, func(g Group) bool { return g.Value == want && g.Failures == 1 }) {
				t.Errorf("%s: no day %s, but %s", l.code, want, day.Value)
			}
		}
		if got.First.Hour() != 17 || got.First.Minute() != 2 {
			t.Errorf("%s: the first is at %v", l.code, got.First)
		}
	}
}

// write writes a moment with the name of the month and the half of the day.
func (l language) write(at time.Time) string {
	month := at.Format("1") + strings.Join(l.beside, "")
	if len(l.months) > 0 {
		month = l.months[at.Month()-1][0]
	} else if l.code == "vi" {
		month = "tháng " + at.Format("1")
	}
	half := "PM"
	if len(l.pm) > 0 {
		half = l.pm[0]
	}
	if eastAsian([]byte(half)) {
		return at.Format("2006") + "年" + at.Format("1") + "月" + at.Format("2") + "日 " + half + " " + at.Format("3:04")
	}
	return at.Format("2") + " " + month + " " + at.Format("2006 3:04") + " " + half
}

// dateLayouts are the layouts of NetSuite's preferences and of what writes exports again, for
// time.Format. MON is the name of the month, HALF that of the half of the day.
var dateLayouts = []string{
	"1/2/2006", "01/02/2006", "2/1/2006", "02/01/2006", "2.1.2006", "02.01.2006", "2-1-2006", "1-2-2006", "2006-01-02", "2006/01/02", "2006/1/2", "2006.1.2", "2006. 1. 2.",
	"1/2/06", "2/1/06", "02.01.06", "2-MON-2006", "02-MON-06", "2 MON 2006", "2 MON, 2006", "2. MON 2006", "MON 2, 2006", "2006-MON-02", "2 de MON de 2006", "den 2 MON 2006", "2006年1月2日", "2006년 1월 2일", "2 tháng 1, 2006",
}

var timeLayouts = []string{" 15:04", " 15:04:05", ", 15:04", " 3:04 HALF", " 3:04:05 HALF", " 15-04", " 3-04 HALF", " 15:04:05.000", " 15.04", " 15.04.05", " kl. 15.04", " klo 15.04", " 15:04 PST", " 3:04 HALF PDT", " 15:04:05 GMT+09:00", " 15:04:05-08:00", " 15 h 04", " um 15:04 Uhr"}

// TestDateProperty catches a date in any layout and language that is read as another moment.
func TestDateProperty(t *testing.T) {
	random := rand.New(rand.NewPCG(16, 1))
	all := languages()
	for range 40_000 {
		l := all[random.IntN(len(all))]
		day, clock := dateLayouts[random.IntN(len(dateLayouts))], timeLayouts[random.IntN(len(timeLayouts))]
		if strings.Contains(day, "MON") && len(l.months) == 0 {
			continue
		}
		at := time.Date(1998+random.IntN(72), time.Month(1+random.IntN(12)), 1+random.IntN(31), random.IntN(24), random.IntN(60), 0, 0, time.UTC)
		if strings.Contains(day, "06") && !strings.Contains(day, "2006") && at.Year() < 2000 {
			continue
		}
		if strings.Contains(clock, "05") {
			at = at.Add(time.Duration(random.IntN(60)) * time.Second)
		}
		text := at.Format(day + clock)
		if strings.Contains(text, "MON") {
			names := l.months[at.Month()-1]
			text = strings.ReplaceAll(text, "MON", names[random.IntN(len(names))])
		}
		half, other := "AM", "PM"
		if len(l.pm) > 0 && random.IntN(2) == 0 {
			half, other = l.am[random.IntN(len(l.am))], l.pm[random.IntN(len(l.pm))]
		}
		if at.Hour() >= 12 {
			half = other
		}
		if eastAsian([]byte(half)) && strings.Contains(clock, "HALF") { // before the time
			text = at.Format(day) + []string{"", " "}[random.IntN(2)] + half + []string{"", " "}[random.IntN(2)] + at.Format(strings.TrimSpace(strings.ReplaceAll(clock, " HALF", "")))
			if strings.Contains(day, "MON") || strings.Contains(clock, "PDT") || strings.Contains(clock, "-") {
				continue
			}
		}
		text = strings.ReplaceAll(text, "HALF", half)
		var c calendar
		got, _, _, ok := c.read([]byte(text))
		if want := uint32(at.Unix()); !ok || got.monthFirst != want && got.dayFirst != want {
			t.Fatalf("%s: %q was read as %v and %v (%v); want %v", l.code, text, time.Unix(int64(got.monthFirst), 0).UTC(), time.Unix(int64(got.dayFirst), 0).UTC(), ok, at)
		}
	}
}

// TestSerialNumbers catches a serial number of Excel that is read as another moment, and a
// number that is taken for one.
func TestSerialNumbers(t *testing.T) {
	at := time.Date(2026, 11, 9, 17, 2, 0, 0, time.UTC)
	for _, text := range []string{"46335.709722222", "46335.70972222222", "46335,7097222222", "46335.7097", "46335 0.709722222", "46335 17:02", "46335 5:02 pm"} {
		c := calendar{serial: true}
		if got, _, _, ok := c.read([]byte(text)); !ok || int64(got.monthFirst) != at.Unix() || got.dayFirst != got.monthFirst || !c.timed {
			t.Errorf("%q was read as %v, %v", text, time.Unix(int64(got.monthFirst), 0).UTC(), ok)
		}
	}
	random := rand.New(rand.NewPCG(16, 2))
	for range 10_000 {
		at := time.Date(1998, 1, 1, 0, 0, random.IntN(70*365*86400), 0, time.UTC)
		text := fmt.Sprintf("%.9f", float64(at.Unix())/secondsOfDay+epochSerial)
		c := calendar{serial: true}
		if got, _, _, ok := c.read([]byte(text)); !ok || int64(got.monthFirst) != at.Unix() {
			t.Fatalf("%q was read as %v, %v; want %v", text, time.Unix(int64(got.monthFirst), 0).UTC(), ok, at)
		}
	}
	for _, text := range []string{"", "463", "99999", "1234567", "46335.7.1", "-46335", "46335x", "11/9/2026", "46335 noon", "1e5"} {
		c := calendar{serial: true}
		if got, _, _, ok := c.read([]byte(text)); ok {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}

// TestFindTimes catches a date whose time is in another column or lost, numbers that are
// taken for dates where not all of them are, and zones that are not told.
func TestFindTimes(t *testing.T) {
	for name, c := range map[string]struct {
		text, first string
		undated     int64
		check       func(Dialect) bool
	}{
		"two columns":             {"Date,Time,Status\n11/23/2026,5:02 pm,Failure\n", "2026-11-23T17:02:00", 0, func(d Dialect) bool { return !d.DayOnly }},
		"two columns, German":     {"Datum,Uhrzeit,Status\n23.11.2026,17:02,Fehler\n", "2026-11-23T17:02:00", 0, func(d Dialect) bool { return d.Index(ColumnTime) == 1 }},
		"two columns, by content": {"Date,Clock,Status\n11/23/2026,5:02 pm,Failure\n", "2026-11-23T17:02:00", 0, func(d Dialect) bool { return d.Columns[1].How == "content" }},
		"midnight and a time":     {"Date,Time,Status\n11/23/2026 0:00,17:02,Failure\n", "2026-11-23T17:02:00", 0, func(d Dialect) bool { return !d.DayOnly }},
		"midnight of ISO 8601":    {"Date,Time,Status\n2026-11-23 00:00:00,1899-12-30 17:02:00,Failure\n", "2026-11-23T17:02:00", 0, func(d Dialect) bool { return !d.DayOnly }},
		"a day and a fraction":    {"Date,Time,Status\n11/23/2026,0.709722222,Failure\n11/24/2026,0.5,Failure\n11/24/2026,0,Failure\n", "2026-11-23T17:02:00", 0, func(d Dialect) bool { return !d.DayOnly }},
		"half past noon, Finnish": {"Date,Time,Status\n23.11.2026,12.30,Failure\n24.11.2026,0.25,Failure\n", "2026-11-23T12:30:00", 0, func(d Dialect) bool { return !d.DayOnly }},
		"no time can be read":     {"Date,Status\n11/23/2026 5:02 afternoon,Failure\n", "0001-01-01T00:00:00", 1, func(d Dialect) bool { return !d.DayOnly }},
		"time twice":              {"Date,Time,Status\n11/23/2026 5:02 pm,5:02 pm,Failure\n", "2026-11-23T17:02:00", 0, func(d Dialect) bool { return d.Columns[1].How == "second" }},
		"Time has dates":          {"Time,Status\n11/23/2026 5:02 pm,Failure\n", "2026-11-23T17:02:00", 0, func(d Dialect) bool { return d.Index(ColumnDate) == 0 }},
		"serial":                  {"Date,Status\n46335.709722222,Failure\n46335,Failure\n", "2026-11-09T00:00:00", 0, func(d Dialect) bool { return d.Serial && !d.DayOnly }},
		"serial, two columns":     {"Date,Time,Status\n46335,0.709722222,Failure\n", "2026-11-09T17:02:00", 0, func(d Dialect) bool { return d.Serial }},
		"serial, by content":      {"When,Status\n46335.709722222,Failure\n", "2026-11-09T17:02:00", 0, func(d Dialect) bool { return d.Serial && d.Columns[0].How == "content" }},
		"some numbers":            {"Date,Status\n11/23/2026 5:02 pm,Failure\n46335.709722222,Failure\n", "2026-11-23T17:02:00", 1, func(d Dialect) bool { return !d.Serial }},
		"day only":                {"Date,Status\n11/23/2026,Failure\n", "2026-11-23T00:00:00", 0, func(d Dialect) bool { return d.DayOnly }},
		"zones":                   {"Date,Status\n11/23/2026 5:02 pm PST,Failure\n10/23/2026 5:02 pm PDT,Failure\n", "2026-10-23T17:02:00", 0, func(d Dialect) bool { return slices.Equal(d.Zones, []string{"PDT", "PST"}) }},
		"zone of ISO 8601":        {"{\"date\":\"2026-11-23T17:02:00.000Z\",\"status\":\"Failure\"}", "2026-11-23T17:02:00", 0, func(d Dialect) bool { return slices.Equal(d.Zones, []string{"Z"}) }},
		"two keys":                {"{\"date\":\"11/23/2026\",\"time\":\"5:02 pm\",\"status\":\"Failure\"}", "2026-11-23T17:02:00", 0, func(d Dialect) bool { return !d.DayOnly }},
		"numbers in JSON":         {"{\"date\":46335.709722222,\"status\":\"Failure\"}", "2026-11-09T17:02:00", 0, func(d Dialect) bool { return d.Serial }},
	} {
		source := Source{Name: name, Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(c.text)), nil }}
		got, _, err := Count(context.Background(), []Source{source}, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if first := got.First.Format("2006-01-02T15:04:05"); first != c.first || got.Undated != c.undated || !c.check(got.Sources[0].Dialect) {
			t.Errorf("%s: the first is at %s, %d undated, %+v", name, first, got.Undated, got.Sources[0].Dialect)
		}
	}
}

// FuzzDates catches a text that is read in two ways, or as a moment outside the years of rows.
func FuzzDates(f *testing.F) {
	for _, text := range []string{"11/23/2026 3:04 pm PST", "2026. 11. 23. 오후 3:04", "23 พ.ย. 2569 15:04", "46335.709722222", "2026年11月23日下午3時04分", "9 tháng 11, 2026 3:04 CH", "23.11.26 15.04", "2026-11-23T15:04:00.000-08:00"} {
		f.Add([]byte(text))
	}
	var used calendar
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, serial := range []bool{false, true} {
			fresh := calendar{serial: serial}
			at, _, seconds, ok := fresh.read(text)
			used.serial = serial
			used.whole = used.whole[:0]
			again, _, _, okAgain := used.read(text)
			if ok != okAgain || ok && at != again {
				t.Fatalf("%q is %v, %v and then %v, %v", text, at, ok, again, okAgain)
			}
			third, _, _, _ := used.read(bytes.Clone(text))
			if ok && third != at {
				t.Fatalf("%q is %v and then %v", text, at, third)
			}
			if ok && (seconds >= secondsOfDay || at.monthFirst == 0 && at.dayFirst == 0) {
				t.Fatalf("%q is %v, %d seconds", text, at, seconds)
			}
		}
	})
}
