package formats

import "strings"

// IsIp reports whether a text is an IPv4 or IPv6 address; see [IsIpVersion].
func IsIp(text string) bool {
	return IsIpVersion(text, 0)
}

// IsIpVersion reports whether a text is an IP address of a version: 4, 6, or 0
// for either. It is false for other versions.
//
// An IPv4 address has four decimal numbers without leading zeros. An IPv6
// address has the format of RFC 4291, with an optional zone after a % (RFC
// 4007).
func IsIpVersion(text string, version int64) bool {
	if version == 0 || version == 4 {
		if _, ok := ipv4(text); ok {
			return true
		}
	}
	return (version == 0 || version == 6) && isIpv6WithZone(text)
}

// IsIpPrefix reports whether a text is an IP address and a prefix length; see
// [IsIpPrefixVersionStrict].
func IsIpPrefix(text string) bool {
	return IsIpPrefixVersionStrict(text, 0, false)
}

// IsIpPrefixVersion reports whether a text is an IP address of a version, and a
// prefix length; see [IsIpPrefixVersionStrict].
func IsIpPrefixVersion(text string, version int64) bool {
	return IsIpPrefixVersionStrict(text, version, false)
}

// IsIpPrefixStrict reports whether a text is an IP address and a prefix length;
// see [IsIpPrefixVersionStrict].
func IsIpPrefixStrict(text string, strict bool) bool {
	return IsIpPrefixVersionStrict(text, 0, strict)
}

// IsIpPrefixVersionStrict reports whether a text is an IP address without a
// zone, and a prefix length after a / (RFC 4632 and 4291).
//
// The version is 4, 6, or 0 for either. If strict, all bits after the prefix
// must be zero.
func IsIpPrefixVersionStrict(text string, version int64, strict bool) bool {
	address, length, found := strings.Cut(text, "/")
	if !found {
		return false
	}
	if version == 0 || version == 4 {
		if bits, ok := ipv4(address); ok {
			prefix, ok := number(length, 32)
			return ok && (!strict || bits<<prefix == 0)
		}
	}
	if version == 0 || version == 6 {
		if bits, ok := ipv6(address); ok {
			prefix, ok := number(length, 128)
			return ok && (!strict || bits.shiftLeft(prefix) == uint128{})
		}
	}
	return false
}

func isIpv6WithZone(text string) bool {
	address, zone, found := strings.Cut(text, "%")
	if found && (zone == "" || strings.IndexByte(zone, 0) >= 0) {
		return false
	}
	_, ok := ipv6(address)
	return ok
}

// ipv4 parses four decimal numbers, separated by dots.
func ipv4(text string) (address uint32, ok bool) {
	if len(text) < 7 || len(text) > 15 {
		return 0, false
	}
	for i := range 4 {
		end := digit.prefix(text)
		part, ok := number(text[:end], 255)
		if !ok {
			return 0, false
		}
		address, text = address<<8|uint32(part), text[end:]
		if i < 3 {
			if text == "" || text[0] != '.' {
				return 0, false
			}
			text = text[1:]
		}
	}
	return address, text == ""
}

// number parses a decimal number without leading zeros, of at most three
// digits.
func number(text string, most uint) (uint, bool) {
	if text == "" || len(text) > 3 || text[0] == '0' && len(text) > 1 || !digit.hasAll(text) {
		return 0, false
	}
	var value uint
	for i := range len(text) {
		value = value*10 + uint(text[i]-'0')
	}
	return value, value <= most
}

// uint128 is an IPv6 address.
type uint128 struct {
	high, low uint64
}

func (u uint128) shiftLeft(bits uint) uint128 {
	if bits >= 64 {
		return uint128{u.low << (bits - 64), 0}
	}
	return uint128{u.high<<bits | u.low>>(64-bits), u.low << bits}
}

// ipv6 parses an IPv6 address without a zone: eight groups of hexadecimal
// digits. The last two can be an IPv4 address, and :: replaces one or more
// groups of zeros.
func ipv6(text string) (uint128, bool) {
	var groups [8]uint16
	count, gap := 0, -1
	if after, found := strings.CutPrefix(text, "::"); found {
		gap, text = 0, after
	}
	for text != "" {
		digits := hexDigit.prefix(text[:min(len(text), 5)])
		if digits < len(text) && text[digits] == '.' {
			address, ok := ipv4(text)
			if !ok || count > 6 {
				return uint128{}, false
			}
			groups[count], groups[count+1] = uint16(address>>16), uint16(address)
			count += 2
			break
		}
		if digits == 0 || digits > 4 || count == 8 {
			return uint128{}, false
		}
		groups[count] = group(text[:digits])
		count++
		text = text[digits:]
		switch {
		case text == "":
		case gap < 0 && strings.HasPrefix(text, "::"):
			gap, text = count, text[2:]
		// A group follows a colon.
		case text[0] == ':' && len(text) > 1:
			text = text[1:]
		default:
			return uint128{}, false
		}
	}
	if gap < 0 && count < 8 || gap >= 0 && count == 8 {
		return uint128{}, false
	}
	return spread(groups, gap, count), true
}

// spread moves the groups after a gap to the low bits.
func spread(groups [8]uint16, gap, count int) (address uint128) {
	for i := range 8 {
		at, part := i, uint16(0)
		if gap >= 0 && i >= gap {
			// The gap replaces 8 - count groups.
			at = i - (8 - count)
		}
		if gap < 0 || i < gap || at >= gap {
			part = groups[at]
		}
		address.high = address.high<<16 | address.low>>48
		address.low = address.low<<16 | uint64(part)
	}
	return address
}

// group returns the value of up to four hexadecimal digits.
func group(digits string) (value uint16) {
	for i := range len(digits) {
		value = value<<4 | uint16(hexValue(digits[i]))
	}
	return value
}
