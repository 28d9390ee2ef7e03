package formats

import (
	_ "embed"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"testing"
)

//go:embed testdata/formats.txt
var cases string

func TestAllCasesOfTheConformanceSuitePass(t *testing.T) {
	count := 0
	for line := range strings.Lines(cases) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		call, quoted, _ := strings.Cut(line, `"`)
		text := unescape(t, strings.TrimSuffix(quoted, `"`))
		words := strings.Fields(call)
		if got := evaluate(t, words[1], words[2:], text); got != (words[0] == "valid") {
			t.Errorf("%s: got %t", line, got)
		}
		count++
	}
	if count < 600 {
		t.Errorf("only %d cases", count)
	}
}

func evaluate(t *testing.T, function string, arguments []string, text string) bool {
	argument := func(i int) int64 {
		switch arguments[i] {
		case "true":
			return 1
		case "false":
			return 0
		}
		number, err := strconv.ParseInt(arguments[i], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return number
	}
	switch function {
	case "is_email":
		return IsEmail(text)
	case "is_hostname":
		return IsHostname(text)
	case "is_host_and_port":
		return IsHostAndPort(text, argument(0) == 1)
	case "is_ip":
		return IsIpVersion(text, argument(0))
	case "is_ip_prefix":
		return IsIpPrefixVersionStrict(text, argument(0), argument(1) == 1)
	case "is_uri":
		return IsUri(text)
	case "is_uri_ref":
		return IsUriRef(text)
	}
	t.Fatalf("unknown function: %s", function)
	return false
}

// unescape replaces the escapes of the table.
func unescape(t *testing.T, text string) string {
	first, rest, found := strings.Cut(text, `\`)
	for found {
		var part string
		part, rest, found = strings.Cut(rest, `\`)
		if code, ok := strings.CutPrefix(part, "u{"); ok {
			digits, after, _ := strings.Cut(code, "}")
			number, err := strconv.ParseUint(digits, 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			first += string(rune(number)) + after
		} else {
			first += "\n" + strings.TrimPrefix(part, "n")
		}
	}
	return first
}

func TestTheTableHasTheSetsOfTheStandards(t *testing.T) {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	const digits = "0123456789"
	const subDelims = "!$&'()*+,;="
	for name, set := range map[string]struct {
		set        charSet
		characters string
	}{
		"digit":      {digit, digits},
		"hexDigit":   {hexDigit, digits + "abcdefABCDEF"},
		"label":      {label, letters + digits + "-"},
		"mailbox":    {mailbox, letters + digits + "!#$%&'*+-/=?^_`{|}~."},
		"schemeRest": {schemeRest, letters + digits + "+-."},
		"unreserved": {unreserved, letters + digits + "-._~"},
		"regName":    {regName, letters + digits + "-._~" + subDelims},
		"userinfo":   {userinfo, letters + digits + "-._~" + subDelims + ":"},
		"path":       {path, letters + digits + "-._~" + subDelims + ":@/"},
		"query":      {query, letters + digits + "-._~" + subDelims + ":@/?"},
		"ulid":       {ulid, digits + "ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz"},
		"letter":     {letter, letters},
	} {
		for b := range 256 {
			want := b < 128 && strings.IndexByte(set.characters, byte(b)) >= 0
			if set.set.has(byte(b)) != want {
				t.Errorf("%s: %q", name, rune(b))
			}
		}
	}
}

// Texts near the boundaries of the grammar: the results equal those of package
// net/netip.
func TestAddressesEqualThoseOfTheStandardLibrary(t *testing.T) {
	parts := []string{"", ":", "::", "1", "ffff", "0", "00001", "1.2.3.4", "g", ":1:2:3", "255", "256"}
	texts := map[string]bool{"": true}
	for range 4 {
		longer := map[string]bool{}
		for text := range texts {
			for _, part := range parts {
				longer[text+part] = true
			}
		}
		texts = longer
	}
	for text := range texts {
		address, err := netip.ParseAddr(text)
		if got := IsIpVersion(text, 6); got != (err == nil && address.Is6()) {
			t.Errorf("%s: version 6: got %t", text, got)
		}
		if got := IsIpVersion(text, 4); got != (err == nil && address.Is4()) {
			t.Errorf("%s: version 4: got %t", text, got)
		}
		if IsIp(text) != (err == nil) || IsIpVersion(text, 5) {
			t.Errorf("%s: a version is wrong", text)
		}
	}
	if len(texts) < 5_000 {
		t.Errorf("only %d texts", len(texts))
	}
}

func TestPrefixesAreCheckedInBits(t *testing.T) {
	check := func(all string, version int64, most int) {
		address := netip.MustParseAddr(all)
		for bits := range most + 1 {
			prefix, err := address.Prefix(bits)
			if err != nil {
				t.Fatal(err)
			}
			if !IsIpPrefixVersionStrict(prefix.String(), version, true) {
				t.Errorf("%v is not a prefix", prefix)
			}
			shorter := fmt.Sprintf("%v/%d", prefix.Addr(), max(bits-1, 0))
			if got := IsIpPrefixVersionStrict(shorter, version, true); got != (bits == 0) {
				t.Errorf("%s: got %t", shorter, got)
			}
			if !IsIpPrefix(shorter) || !IsIpPrefixVersion(shorter, version) || IsIpPrefixVersion(shorter, 10-version) {
				t.Errorf("%s: got another result", shorter)
			}
		}
	}
	check("255.255.255.255", 4, 32)
	check("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 6, 128)
	// Invalid lengths, and zones, which have no prefix.
	for _, text := range []string{
		"0.0.0.0/33", "::/129", "::%a/8", "::/", "/8", "::/08", "::/+8", "1.2.3.4", "0.0.0.0/4294967296", "::/1.2.3.4",
	} {
		if IsIpPrefix(text) || IsIpPrefixStrict(text, false) {
			t.Errorf("%s is a prefix", text)
		}
	}
	if IsIpPrefixStrict("10.1.2.3/8", true) || !IsIpPrefixStrict("10.1.2.3/8", false) || IsIpPrefixVersion("::/8", 5) {
		t.Error("an argument has no effect")
	}
}

func TestAZoneIsForAddressesOfVersion6Only(t *testing.T) {
	expect(t, IsUri, true, "https://[fe80::1%25eth0]", "https://[fe80::1%25%c3%a9]", "https://[v1.a:b]")
	expect(t, IsUri, false,
		"https://[fe80::1%eth0]", "https://[fe80::1%25]", "https://[fe80::1%25%c3]", "https://[v1.a%25eth0]",
		"https://[v.a]", "https://[v1.]", "https://[127.0.0.1]", "https://[", "https://[]", "https://[::1")
	// Outside of a URI, a zone is any text without NUL.
	expect(t, IsIp, true, "::1%a /%", "::1%\xff")
	expect(t, IsIp, false, "::1%", "::1%a\x00", "1.2.3.4%a")
}

func expect(t *testing.T, function func(string) bool, want bool, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if function(text) != want {
			t.Errorf("%q: got %t", text, !want)
		}
	}
}

func TestPercentEncodedNamesOfHostsAreUtf8(t *testing.T) {
	isHost := func(host string) bool { return IsUri("https://" + host + "/") }
	expect(t, isHost, true, "%41", "a%e2%82%ac", "%f0%9f%98%80z", "%c3%a9%c3%a9", "")
	// Truncated, overlong, a surrogate, too large, interrupted by a character.
	expect(t, isHost, false, "%c3", "%c0%80", "%ed%a0%80", "%f4%90%80%80", "%e2x%82%ac", "%a9", "%4", "%4g")
	// Other parts of a URI may encode any byte.
	expect(t, IsUri, true, "https://%ff@example.com/%ff?%ff#%ff")
}

func TestIdentifiersHaveTheirLengthAndDigits(t *testing.T) {
	uuid := "8400e29b-41d4-a716-4466-554400000000"
	expect(t, IsUuid, true, uuid, strings.ToUpper(uuid))
	expect(t, IsTuuid, true, strings.ReplaceAll(uuid, "-", ""))
	expect(t, IsTuuid, false, uuid, "", strings.Repeat("g", 32))
	for at := range 36 {
		for _, part := range []string{"g", "-", "é", "", "0", "\xff"} {
			text := uuid[:at] + part + uuid[at+1:]
			expect(t, IsUuid, part == "-" && uuid[at] == '-' || part == "0" && uuid[at] != '-', text)
		}
	}
	expect(t, IsUlid, true, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "7zzzzzzzzzzzzzzzzzzzzzzzzz")
	expect(t, IsUlid, false, "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FA", "", "é")
	for _, letter := range "ILOUilou-@`[" {
		expect(t, IsUlid, false, "01ARZ3NDEKTSV4RRFFQ69G5FA"+string(letter))
	}
}

func TestPortsHave16Bits(t *testing.T) {
	withPort := func(text string) bool { return IsHostAndPort(text, true) }
	expect(t, withPort, true, "a:0", "a:65535", "[::1]:1", "[::1%z]:1", "127.0.0.1:1")
	expect(t, withPort, false,
		"a:", "a:65536", "a:00", "a:01", "a:99999999999", "a:-1", "a:+1", "a", "[::1]", "[::1]1", "[::1:1", "::1:1", ":1",
		"[127.0.0.1]:1", "[::1]:", "1.2.3.256:1")
	withoutPort := func(text string) bool { return IsHostAndPort(text, false) }
	expect(t, withoutPort, true, "a", "[::1]", "127.0.0.1", "a:1")
	expect(t, withoutPort, false, "", ":", "[]", "a:", "::1")
}

// Long texts for which a naive parser would take quadratic time.
func TestParsingTakesLinearTime(t *testing.T) {
	const long = 1 << 18
	for _, part := range []string{"a", ".", "a.", ":", "1", "%", "%c3", "%41", "[", "]", "@", "/", "?", "//", "-"} {
		text := strings.Repeat(part, long/len(part))
		for _, text := range []string{text, "a://" + text, "[" + text + "]:1", "a@" + text} {
			allFormats(text)
		}
	}
}

func allFormats(text string) (valid int) {
	for _, format := range []func(string) bool{
		IsEmail, IsHostname, IsIp, IsIpPrefix, IsUri, IsUriRef, IsUuid, IsTuuid, IsUlid,
	} {
		if format(text) {
			valid++
		}
	}
	if IsHostAndPort(text, true) {
		valid++
	}
	return valid
}

func TestFormatsNeedNoMemory(t *testing.T) {
	text := "https://user@example.com:80/a%20b?c#d"
	if allocations := testing.AllocsPerRun(100, func() {
		IsUri(text)
		IsEmail(text)
		IsIpPrefix("2001:db8::/32")
		IsHostAndPort("[::1]:80", true)
	}); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}
