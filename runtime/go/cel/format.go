package cel

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxPrecision is the maximum number of decimals of a clause.
const maxPrecision = 100

// Format returns template.format(list): it replaces each clause of the template
// with an argument.
//
//	%s                     anything
//	%d                     numbers
//	%f, %.3f, %e, %.3e     numbers, with 6 decimals or the given number, at most 100
//	%b                     integers and bools, in binary
//	%o                     integers, in octal
//	%x, %X                 integers, strings and bytes, in hexadecimal
//	%%                     a percent sign
//
// It fails if the template has an unknown clause, or if an argument is missing
// or has the wrong type for its clause.
func Format(template string, arguments ...Value) (string, error) {
	out := make([]byte, 0, len(template)+16)
	rest := template
	for {
		text, clause, found := strings.Cut(rest, "%")
		out = append(out, text...)
		if !found {
			return string(out), nil
		}
		if after, isPercent := strings.CutPrefix(clause, "%"); isPercent {
			out, rest = append(out, '%'), after
			continue
		}
		if len(arguments) == 0 {
			return "", ErrMissingArgument
		}
		argument := arguments[0]
		arguments = arguments[1:]
		read, after, err := readClause(clause)
		if err != nil {
			return "", err
		}
		if out, err = argument.format(out, read); err != nil {
			return "", err
		}
		rest = after
	}
}

// clause is the way to format an argument: its letter, and the number of
// decimals.
type clause struct {
	letter    byte
	precision int
}

// readClause parses a clause after its percent sign, and returns the rest.
func readClause(text string) (clause, string, error) {
	read := clause{precision: 6}
	if after, found := strings.CutPrefix(text, "."); found {
		number, rest := digits(after)
		precision, ok := decimal(number)
		if !ok || precision > maxPrecision {
			return clause{}, "", ErrInvalidFormat
		}
		read.precision, text = int(precision), rest
	}
	if text == "" || strings.IndexByte("sdfeboxX", text[0]) < 0 {
		return clause{}, "", ErrInvalidFormat
	}
	read.letter = text[0]
	return read, text[1:], nil
}

// format appends the value to a text. It fails if the clause does not accept
// values of this type.
func (v Value) format(out []byte, c clause) ([]byte, error) {
	switch content := v.content.(type) {
	case bool:
		return formatBool(out, content, c)
	case int64:
		return formatInteger(out, content < 0, magnitude(content), c)
	case uint64:
		return formatInteger(out, false, content, c)
	case float64:
		return formatDouble(out, content, c)
	case string:
		return formatBytes(out, []byte(content), c)
	case []byte:
		if c.letter == 's' {
			return appendLossy(out, content), nil
		}
		return formatBytes(out, content, c)
	}
	if c.letter != 's' {
		return nil, ErrInvalidFormat
	}
	switch content := v.content.(type) {
	case Duration:
		return append(out, StringFromDuration(content)...), nil
	case Timestamp:
		return append(out, StringFromTimestamp(content)...), nil
	case typeName:
		return append(out, content...), nil
	case []Value:
		return formatList(out, content, c)
	case valueMap:
		return formatMap(out, content, c)
	}
	return append(out, "null"...), nil
}

func formatBool(out []byte, value bool, c clause) ([]byte, error) {
	switch {
	case c.letter == 's':
		return strconv.AppendBool(out, value), nil
	case c.letter == 'b' && value:
		return append(out, '1'), nil
	case c.letter == 'b':
		return append(out, '0'), nil
	}
	return nil, ErrInvalidFormat
}

// formatInteger formats an integer by its sign and absolute value.
func formatInteger(out []byte, negative bool, size uint64, c clause) ([]byte, error) {
	if c.letter == 'f' || c.letter == 'e' {
		number := float64(size)
		if negative {
			number = -number
		}
		return formatDouble(out, number, c)
	}
	if negative {
		out = append(out, '-')
	}
	switch c.letter {
	case 'b':
		return strconv.AppendUint(out, size, 2), nil
	case 'o':
		return strconv.AppendUint(out, size, 8), nil
	case 'x':
		return strconv.AppendUint(out, size, 16), nil
	case 'X':
		return append(out, strings.ToUpper(strconv.FormatUint(size, 16))...), nil
	}
	return strconv.AppendUint(out, size, 10), nil
}

func formatDouble(out []byte, value float64, c clause) ([]byte, error) {
	switch c.letter {
	case 'b', 'o', 'x', 'X':
		return nil, ErrInvalidFormat
	}
	switch {
	case IsNan(value):
		return append(out, "NaN"...), nil
	case IsInf(value) && value > 0:
		return append(out, "Infinity"...), nil
	case IsInf(value):
		return append(out, "-Infinity"...), nil
	case c.letter == 'f' || c.letter == 'e':
		return strconv.AppendFloat(out, value, c.letter, c.precision, 64), nil
	}
	return strconv.AppendFloat(out, value, 'f', -1, 64), nil
}

func formatBytes(out, value []byte, c clause) ([]byte, error) {
	switch c.letter {
	case 's':
		return append(out, value...), nil
	case 'x':
		return hex.AppendEncode(out, value), nil
	case 'X':
		return append(out, strings.ToUpper(hex.EncodeToString(value))...), nil
	}
	return nil, ErrInvalidFormat
}

// appendLossy appends bytes, with U+FFFD in the place of each incomplete or
// invalid character.
func appendLossy(out, value []byte) []byte {
	for len(value) > 0 {
		r, size := utf8.DecodeRune(value)
		if r == utf8.RuneError && size == 1 {
			size = invalidLen(value)
		}
		out = utf8.AppendRune(out, r)
		value = value[size:]
	}
	return out
}

// invalidLen returns the number of bytes that begin a character, but do not
// complete it; at least one.
func invalidLen(value []byte) int {
	for size := min(len(value), utf8.UTFMax-1); size > 1; size-- {
		if !utf8.FullRune(value[:size]) {
			return size
		}
	}
	return 1
}

func formatList(out []byte, list []Value, c clause) ([]byte, error) {
	out = append(out, '[')
	for i, item := range list {
		if i > 0 {
			out = append(out, ", "...)
		}
		var err error
		if out, err = item.format(out, c); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

// formatMap formats a map. Entries are in the order of their formatted keys.
func formatMap(out []byte, m valueMap, c clause) ([]byte, error) {
	type entry struct {
		key   string
		value Value
	}
	entries := make([]entry, 0, len(m))
	for _, pair := range m {
		key, err := pair.Key.format(nil, c)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{string(key), pair.Value})
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	out = append(out, '{')
	for i, entry := range entries {
		if i > 0 {
			out = append(out, ", "...)
		}
		out = append(append(out, entry.key...), ": "...)
		var err error
		if out, err = entry.value.format(out, c); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}
