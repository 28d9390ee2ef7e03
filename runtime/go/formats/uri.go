package formats

import (
	"strings"
	"unicode/utf8"
)

// IsUri reports whether a text is a URI (RFC 3986): with a scheme, and an
// optional fragment.
//
// The zone of an IPv6 address has the format of RFC 6874. Percent-encoded bytes
// of a host name must be UTF-8.
func IsUri(text string) bool {
	rest, ok := scheme(text)
	return ok && isRest(rest)
}

// IsUriRef reports whether a text is a URI reference (RFC 3986): a URI, or a
// relative reference.
func IsUriRef(text string) bool {
	if rest, ok := scheme(text); ok {
		return isRest(rest)
	}
	// A colon in the first segment would end a scheme.
	if at := strings.IndexAny(text, ":/?#"); at >= 0 && text[at] == ':' {
		return false
	}
	return isRest(text)
}

// scheme returns the rest of a text after its scheme and colon.
func scheme(text string) (rest string, ok bool) {
	colon := schemeRest.prefix(text)
	if colon == len(text) || text[colon] != ':' || !letter.has(text[0]) {
		return "", false
	}
	return text[colon+1:], true
}

// isRest reports whether a text is a hier-part or relative-part, with a query
// and a fragment.
func isRest(text string) bool {
	text, fragmentText, _ := strings.Cut(text, "#")
	text, queryText, _ := strings.Cut(text, "?")
	if after, found := strings.CutPrefix(text, "//"); found {
		end := strings.IndexByte(after, '/')
		if end < 0 {
			end = len(after)
		}
		if !isAuthority(after[:end]) {
			return false
		}
		text = after[end:]
	}
	return isAll(text, path) && isAll(queryText, query) && isAll(fragmentText, query)
}

// isAll reports whether a text consists of characters of a set, and
// percent-encoded bytes.
func isAll(text string, set charSet) bool {
	for {
		end := set.prefix(text)
		if end == len(text) {
			return true
		}
		text = text[end:]
		if !isEncoded(text) {
			return false
		}
		text = text[3:]
	}
}

// isEncoded reports whether a text begins with a percent-encoded byte.
func isEncoded(text string) bool {
	return len(text) >= 3 && text[0] == '%' && hexDigit.has(text[1]) && hexDigit.has(text[2])
}

// isAuthority reports whether a text is a host, with optional user information
// and port.
func isAuthority(text string) bool {
	host := text
	if at := strings.IndexByte(text, '@'); at >= 0 {
		if !isAll(text[:at], userinfo) {
			return false
		}
		host = text[at+1:]
	}
	mark, after := byte(':'), 0
	if strings.HasPrefix(host, "[") {
		mark, after = ']', 1
	}
	end := strings.IndexByte(host, mark)
	switch {
	case end >= 0:
		end += after
	case mark == ']':
		return false
	default:
		end = len(host)
	}
	port := host[end:]
	if port != "" && (port[0] != ':' || !digit.hasAll(port[1:])) {
		return false
	}
	return isHost(host[:end])
}

// isHost reports whether a text is a name, or an address in brackets. An IPv4
// address is also a valid name.
func isHost(host string) bool {
	if len(host) >= 2 && host[0] == '[' && host[len(host)-1] == ']' {
		return isIpLiteral(host[1 : len(host)-1])
	}
	return isAll(host, regName) && isDecodedUtf8(host)
}

// isIpLiteral reports whether a text is the content of the brackets of an
// IP-literal.
func isIpLiteral(text string) bool {
	if text != "" && (text[0] == 'v' || text[0] == 'V') {
		return isIpFuture(text[1:])
	}
	address, zone, found := strings.Cut(text, "%")
	if _, ok := ipv6(address); !ok || !found {
		return ok
	}
	zone, found = strings.CutPrefix(zone, "25")
	return found && zone != "" && isAll(zone, unreserved) && isDecodedUtf8(zone)
}

// isIpFuture reports whether a text is the rest of an IPvFuture after its v.
func isIpFuture(text string) bool {
	version, address, _ := strings.Cut(text, ".")
	return version != "" && address != "" && hexDigit.hasAll(version) && userinfo.hasAll(address)
}

// isDecodedUtf8 reports whether a text is UTF-8 after percent-decoding.
//
// The text is ASCII, and each % is followed by two digits.
func isDecodedUtf8(text string) bool {
	for {
		start := strings.IndexByte(text, '%')
		if start < 0 {
			return true
		}
		text = text[start:]
		// All bytes of a character must be encoded: up to four.
		var character [utf8.UTFMax]byte
		size := 0
		for !utf8.Valid(character[:size]) || size == 0 {
			if size == len(character) || !isEncoded(text) {
				return false
			}
			character[size] = hexValue(text[1])<<4 | hexValue(text[2])
			size++
			text = text[3:]
		}
	}
}
