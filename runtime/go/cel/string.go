package cel

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Positions and sizes are in code points. A byte that is not UTF-8 counts as
// one code point, as in cel-go.

// SizeString returns size(string).
func SizeString(text string) int64 { return int64(utf8.RuneCountInString(text)) }

// Shorter reports whether a text has fewer than count code points. It counts
// them only if the length in bytes does not decide.
func Shorter(text string, count uint64) bool {
	size := uint64(len(text))
	// A code point has one to four bytes.
	return size < count || (size+3)/4 < count && uint64(utf8.RuneCountInString(text)) < count
}

// Longer reports whether a text has more than count code points. It counts
// them only if the length in bytes does not decide.
func Longer(text string, count uint64) bool {
	return uint64(len(text)) > count && uint64(utf8.RuneCountInString(text)) > count
}

// ConcatStrings returns the texts, one after the other.
func ConcatStrings(parts ...string) string { return strings.Join(parts, "") }

// Contains returns contains(string).
func Contains(text, part string) bool { return strings.Contains(text, part) }

// StartsWith returns startsWith(string).
func StartsWith(text, prefix string) bool { return strings.HasPrefix(text, prefix) }

// EndsWith returns endsWith(string).
func EndsWith(text, suffix string) bool { return strings.HasSuffix(text, suffix) }

// byteAt returns the offset of a code point in bytes. The position after the
// last one is the end of the text.
func byteAt(text string, position int64) (int, error) {
	// Each code point has at least one byte.
	if position < 0 || position > int64(len(text)) {
		return 0, ErrIndexOutOfRange
	}
	at := 0
	for ; position > 0; position-- {
		if at == len(text) {
			return 0, ErrIndexOutOfRange
		}
		at += runeLen(text[at:])
	}
	return at, nil
}

// runeLen returns the length in bytes of the first code point of a text.
func runeLen(text string) int {
	_, size := utf8.DecodeRuneInString(text)
	return size
}

// CharAt returns charAt(int): a code point as a string, empty at the end of
// the text. It fails if the position is outside of the text.
func CharAt(text string, position int64) (string, error) {
	at, err := byteAt(text, position)
	if err != nil {
		return "", err
	}
	return text[at : at+runeLen(text[at:])], nil
}

// IndexOf returns indexOf(string): the first position of a part, or -1.
func IndexOf(text, part string) int64 {
	return positionOf(text, strings.Index(text, part))
}

// positionOf returns the position of the code point at an offset in bytes, or
// -1 for a negative offset.
func positionOf(text string, offset int) int64 {
	if offset < 0 {
		return -1
	}
	return SizeString(text[:offset])
}

// IndexOfFrom returns indexOf(string, int): the first position of a part at or
// after another position, or -1. It fails if that position is negative.
func IndexOfFrom(text, part string, from int64) (int64, error) {
	if from < 0 {
		return 0, ErrIndexOutOfRange
	}
	start, err := byteAt(text, from)
	switch {
	case err == nil:
	case part == "":
		return SizeString(text), nil
	default:
		return -1, nil
	}
	found := IndexOf(text[start:], part)
	if found < 0 {
		return -1, nil
	}
	return from + found, nil
}

// LastIndexOf returns lastIndexOf(string): the last position of a part, or -1.
func LastIndexOf(text, part string) int64 {
	return positionOf(text, strings.LastIndex(text, part))
}

// LastIndexOfTo returns lastIndexOf(string, int): the last position of a part
// at or before another position. It returns -1 if the text has no such part,
// or if the position is after the last code point. It fails if the position is
// negative.
func LastIndexOfTo(text, part string, to int64) (int64, error) {
	if to < 0 {
		return 0, ErrIndexOutOfRange
	}
	if part == "" {
		return min(to, SizeString(text)), nil
	}
	start, err := byteAt(text, to)
	if err != nil || start == len(text) {
		return -1, nil
	}
	// A part that is found within these bytes starts at or before the position.
	end := min(len(text), start+len(part))
	return LastIndexOf(text[:end], part), nil
}

// Join returns join() of a list of strings.
func Join(parts []string) string { return strings.Join(parts, "") }

// JoinWith returns join(string) of a list of strings.
func JoinWith(parts []string, separator string) string { return strings.Join(parts, separator) }

// LowerAscii returns lowerAscii().
func LowerAscii(text string) string { return withCase(text, 'A', 'Z') }

// UpperAscii returns upperAscii().
func UpperAscii(text string) string { return withCase(text, 'a', 'z') }

// withCase changes the case of the letters from first to last.
func withCase(text string, first, last byte) string {
	for i := range len(text) {
		if first <= text[i] && text[i] <= last {
			changed := []byte(text)
			for ; i < len(changed); i++ {
				if first <= changed[i] && changed[i] <= last {
					changed[i] ^= 'a' - 'A'
				}
			}
			return string(changed)
		}
	}
	return text
}

// Replace returns replace(string, string). An empty text matches before each
// code point, and at the end.
func Replace(text, old, replacement string) string {
	return strings.ReplaceAll(text, old, replacement)
}

// ReplaceCount returns replace(string, string, int): it replaces the first
// matches; all if the limit is negative.
func ReplaceCount(text, old, replacement string, limit int64) string {
	return strings.Replace(text, old, replacement, countOf(limit))
}

// countOf converts a limit, in which a negative number is no limit.
func countOf(limit int64) int {
	if limit < 0 || limit != int64(int(limit)) {
		return -1
	}
	return int(limit)
}

// Split returns split(string). An empty separator splits between all code
// points.
func Split(text, separator string) []string { return strings.Split(text, separator) }

// SplitCount returns split(string, int): at most so many parts, the last of
// which is the rest. There is no limit if it is negative.
func SplitCount(text, separator string, limit int64) []string {
	return strings.SplitN(text, separator, countOf(limit))
}

// SubstringFrom returns substring(int): from a position to the end. It fails
// if the position is outside of the text.
func SubstringFrom(text string, start int64) (string, error) {
	at, err := byteAt(text, start)
	if err != nil {
		return "", err
	}
	return text[at:], nil
}

// Substring returns substring(int, int): from one position to another. It
// fails if a position is outside of the text, or if the second is before the
// first.
func Substring(text string, start, end int64) (string, error) {
	if start > end {
		return "", ErrInvalidRange
	}
	rest, err := SubstringFrom(text, start)
	if err != nil {
		return "", err
	}
	at, err := byteAt(rest, end-start)
	if err != nil {
		return "", err
	}
	return rest[:at], nil
}

// Trim returns trim(): it removes Unicode white space at both ends.
func Trim(text string) string { return strings.TrimSpace(text) }

// Reverse returns reverse(): the code points from last to first.
func Reverse(text string) string {
	reversed := make([]byte, 0, len(text))
	for len(text) > 0 {
		_, size := utf8.DecodeLastRuneInString(text)
		start := len(text) - size
		reversed = append(reversed, text[start:]...)
		text = text[:start]
	}
	return string(reversed)
}

// Quote returns strings.quote(string): a CEL literal.
func Quote(text string) string {
	quoted := make([]byte, 1, len(text)+2)
	quoted[0] = '"'
	for _, r := range text {
		if at := strings.IndexRune("\a\b\f\n\r\t\v\\\"", r); at >= 0 {
			quoted = append(quoted, '\\', `abfnrtv\"`[at])
		} else {
			quoted = utf8.AppendRune(quoted, r)
		}
	}
	return string(append(quoted, '"'))
}

// StringFromBool returns string(bool).
func StringFromBool(value bool) string { return strconv.FormatBool(value) }

// StringFromInt returns string(int).
func StringFromInt(value int64) string { return strconv.FormatInt(value, 10) }

// StringFromUint returns string(uint).
func StringFromUint(value uint64) string { return strconv.FormatUint(value, 10) }

// StringFromDouble returns string(double): the shortest digits that represent
// the number, with an exponent if it is less than -4 or more than 5.
func StringFromDouble(value float64) string {
	text := strconv.FormatFloat(value, 'e', -1, 64)
	at := strings.LastIndexByte(text, 'e')
	if at < 0 {
		// NaN, +Inf or -Inf.
		return text
	}
	if exponent, err := strconv.Atoi(text[at+1:]); err == nil && -4 <= exponent && exponent <= 5 {
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return text
}

// StringFromBytes returns string(bytes). It fails if the bytes are not UTF-8.
func StringFromBytes(bytes []byte) (string, error) {
	if !utf8.Valid(bytes) {
		return "", ErrInvalidUtf8
	}
	return string(bytes), nil
}

// BoolFromString returns bool(string). It fails unless the text is 1, t, T,
// true, True or TRUE, or one of the same for 0 and false.
func BoolFromString(text string) (bool, error) {
	switch text {
	case "1", "t", "T", "true", "True", "TRUE":
		return true, nil
	case "0", "f", "F", "false", "False", "FALSE":
		return false, nil
	}
	return false, ErrInvalidBool
}
