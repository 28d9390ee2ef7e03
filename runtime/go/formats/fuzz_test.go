package formats

import (
	"net/netip"
	"strings"
	"testing"
)

// The formats of addresses equal those of package net/netip.
func FuzzFormats(f *testing.F) {
	for _, seed := range []string{
		"", "ada@example.com", "example.com.", "127.0.0.1", "fe80::1%eth0", "::ffff:1.2.3.4", "10.0.0.0/8", "2001:db8::/32",
		"https://user@[::1]:80/a%20b?c#d", "../a:b", "[::1]:80", "8400e29b-41d4-a716-4466-554400000000", "\xff%ff", "%",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		allFormats(text)
		address, err := netip.ParseAddr(text)
		isIp := err == nil && !strings.Contains(text, "\x00")
		if IsIp(text) != isIp || IsIpVersion(text, 4) != (isIp && address.Is4()) {
			t.Errorf("IsIp(%q) = %t", text, IsIp(text))
		}
		if prefix, err := netip.ParsePrefix(text); IsIpPrefix(text) != (err == nil) {
			t.Errorf("IsIpPrefix(%q) = %t", text, IsIpPrefix(text))
		} else if err == nil && IsIpPrefixStrict(text, true) != (prefix.Masked().Addr() == prefix.Addr()) {
			t.Errorf("IsIpPrefixStrict(%q) = %t", text, IsIpPrefixStrict(text, true))
		}
		if IsUri(text) && !IsUriRef(text) {
			t.Errorf("%q is a URI but no reference", text)
		}
		if local, host, found := strings.Cut(text, "@"); IsEmail(text) && (!found || local == "" || strings.Contains(host, "@")) {
			t.Errorf("%q is an email address", text)
		}
		if IsHostname(text) && !IsHostAndPort(text+":80", true) {
			t.Errorf("%q is a host name without a port", text)
		}
	})
}
