package formats

import "strings"

// IsHostname reports whether a text is a host name: labels of up to 63 letters,
// digits and inner hyphens (RFC 1034), with up to 253 characters in total. A
// label can start with a digit (RFC 1123). A trailing dot is allowed, and the
// last label must not be a number.
func IsHostname(text string) bool {
	name := strings.TrimSuffix(text, ".")
	if len(name) > 253 {
		return false
	}
	last, ok := labels(name)
	return ok && !digit.hasAll(last)
}

// IsHostAndPort reports whether a text is a host name or IP address with a port
// after a colon. An IPv6 address is in brackets. The port is optional unless it
// is required.
func IsHostAndPort(text string, portRequired bool) bool {
	if bracketed, ok := strings.CutPrefix(text, "["); ok {
		end := strings.LastIndexByte(bracketed, ']')
		if end < 0 {
			return false
		}
		host, rest := bracketed[:end], bracketed[end+1:]
		if rest == "" {
			return !portRequired && isIpv6WithZone(host)
		}
		return rest[0] == ':' && isPort(rest[1:]) && isIpv6WithZone(host)
	}
	host := text
	if colon := strings.LastIndexByte(text, ':'); colon >= 0 {
		if !isPort(text[colon+1:]) {
			return false
		}
		host = text[:colon]
	} else if portRequired {
		return false
	}
	if IsHostname(host) {
		return true
	}
	_, ok := ipv4(host)
	return ok
}

// isPort reports whether a text is a decimal 16-bit number.
func isPort(text string) bool {
	// A longer text has a leading zero or is too large.
	if text == "" || len(text) > 5 || text[0] == '0' && len(text) > 1 || !digit.hasAll(text) {
		return false
	}
	port := 0
	for i := range len(text) {
		port = port*10 + int(text[i]-'0')
	}
	return port <= 0xffff
}

// labels returns the last label of a name, and whether all labels are valid.
func labels(name string) (last string, ok bool) {
	start := 0
	for end := range len(name) {
		switch b := name[end]; {
		case b == '.':
			if !isLabel(name[start:end]) {
				return "", false
			}
			start = end + 1
		case !label.has(b):
			return "", false
		}
	}
	last = name[start:]
	return last, isLabel(last)
}

// isLabel reports whether a label of allowed characters has a valid length,
// start and end.
func isLabel(label string) bool {
	return 1 <= len(label) && len(label) <= 63 && label[0] != '-' && label[len(label)-1] != '-'
}
