package formats

// IsEmail reports whether a text is an email address, by the grammar of
// [HTML].
//
// Unlike RFC 5322, it allows no comments, quotes and display names, but it
// allows dots anywhere before the @.
//
// [HTML]: https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
func IsEmail(text string) bool {
	end := mailbox.prefix(text)
	if end == 0 || end == len(text) || text[end] != '@' {
		return false
	}
	_, ok := labels(text[end+1:])
	return ok
}
