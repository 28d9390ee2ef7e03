package formats

// charSet is a set of ASCII characters: a bit in the table.
type charSet uint16

const (
	// digit is DIGIT of RFC 5234.
	digit charSet = 1 << iota
	// hexDigit is HEXDIG of RFC 5234, in either case.
	hexDigit
	// label has the characters of a label of a host name, RFC 1123.
	label
	// mailbox is atext of RFC 5322, and the dot.
	mailbox
	// schemeRest has the characters of a scheme of RFC 3986, after the first
	// letter.
	schemeRest
	// unreserved is unreserved of RFC 3986.
	unreserved
	// regName is unreserved and sub-delims of RFC 3986.
	regName
	// userinfo is the same, and the colon.
	userinfo
	// path is the same, and @ and /: the characters of a path.
	path
	// query is the same, and ?: the characters of a query and a fragment.
	query
	// ulid has the characters of a ULID: Crockford's Base32, in either case.
	ulid
	// letter has the ASCII letters.
	letter
)

// table has the sets of each byte.
var table = [256]charSet{
	'!':  0x3c8,
	'#':  0x008,
	'$':  0x3c8,
	'%':  0x008,
	'&':  0x3c8,
	'\'': 0x3c8,
	'(':  0x3c0,
	')':  0x3c0,
	'*':  0x3c8,
	'+':  0x3d8,
	',':  0x3c0,
	'-':  0x3fc,
	'.':  0x3f8,
	'/':  0x308,
	'0':  0x7ff,
	'1':  0x7ff,
	'2':  0x7ff,
	'3':  0x7ff,
	'4':  0x7ff,
	'5':  0x7ff,
	'6':  0x7ff,
	'7':  0x7ff,
	'8':  0x7ff,
	'9':  0x7ff,
	':':  0x380,
	';':  0x3c0,
	'=':  0x3c8,
	'?':  0x208,
	'@':  0x300,
	'A':  0xffe,
	'B':  0xffe,
	'C':  0xffe,
	'D':  0xffe,
	'E':  0xffe,
	'F':  0xffe,
	'G':  0xffc,
	'H':  0xffc,
	'I':  0xbfc,
	'J':  0xffc,
	'K':  0xffc,
	'L':  0xbfc,
	'M':  0xffc,
	'N':  0xffc,
	'O':  0xbfc,
	'P':  0xffc,
	'Q':  0xffc,
	'R':  0xffc,
	'S':  0xffc,
	'T':  0xffc,
	'U':  0xbfc,
	'V':  0xffc,
	'W':  0xffc,
	'X':  0xffc,
	'Y':  0xffc,
	'Z':  0xffc,
	'^':  0x008,
	'_':  0x3e8,
	'`':  0x008,
	'a':  0xffe,
	'b':  0xffe,
	'c':  0xffe,
	'd':  0xffe,
	'e':  0xffe,
	'f':  0xffe,
	'g':  0xffc,
	'h':  0xffc,
	'i':  0xbfc,
	'j':  0xffc,
	'k':  0xffc,
	'l':  0xbfc,
	'm':  0xffc,
	'n':  0xffc,
	'o':  0xbfc,
	'p':  0xffc,
	'q':  0xffc,
	'r':  0xffc,
	's':  0xffc,
	't':  0xffc,
	'u':  0xbfc,
	'v':  0xffc,
	'w':  0xffc,
	'x':  0xffc,
	'y':  0xffc,
	'z':  0xffc,
	'{':  0x008,
	'|':  0x008,
	'}':  0x008,
	'~':  0x3e8,
}

// has reports whether a byte is in the set.
func (set charSet) has(b byte) bool {
	return table[b]&set != 0
}

// hasAll reports whether all bytes of a text are in the set.
func (set charSet) hasAll(text string) bool {
	return set.prefix(text) == len(text)
}

// prefix returns the number of bytes at the start of a text that are in the
// set.
func (set charSet) prefix(text string) int {
	for i := range len(text) {
		if table[text[i]]&set == 0 {
			return i
		}
	}
	return len(text)
}

// hexValue returns the value of a hexadecimal digit.
func hexValue(digit byte) byte {
	// Letters, in either case, have bit 6 set; the low bits of a are 1, and its
	// value is 10.
	return digit&0xf + 9*(digit>>6&1)
}
