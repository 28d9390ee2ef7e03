package formats

// IsUuid reports whether a text is a UUID, RFC 9562, with its hyphens:
// ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.
func IsUuid(text string) bool {
	// The four hyphens are not digits.
	return len(text) == 36 &&
		text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' &&
		hexDigit.hasAll(text[:8]) && hexDigit.hasAll(text[9:13]) && hexDigit.hasAll(text[14:18]) &&
		hexDigit.hasAll(text[19:23]) && hexDigit.hasAll(text[24:])
}

// IsTuuid reports whether a text is a UUID without its hyphens:
// ^[0-9a-fA-F]{32}$.
func IsTuuid(text string) bool {
	return len(text) == 32 && hexDigit.hasAll(text)
}

// IsUlid reports whether a text is a [ULID]:
// ^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$.
//
// [ULID]: https://github.com/ulid/spec
func IsUlid(text string) bool {
	return len(text) == 26 && text[0] <= '7' && ulid.hasAll(text)
}
