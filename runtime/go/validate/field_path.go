package validate

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// FieldPath is a path to a field of a message, or to a rule in
// buf.validate.FieldRules. The outermost element is the first. An empty path is
// the message itself.
type FieldPath []Element

// String returns the names, separated by dots, with subscripts in brackets:
// roles[2].name or labels["a"].
func (p FieldPath) String() string {
	var text strings.Builder
	for i, element := range p {
		if i > 0 {
			text.WriteByte('.')
		}
		text.WriteString(element.Name)
		text.WriteString(element.Subscript.String())
	}
	return text.String()
}

// Element is a field in a [FieldPath], with the index or key of an item or
// entry.
type Element struct {
	// Name is the name of the field or oneof in the schema; for an extension,
	// its full name in brackets.
	Name string
	// Number is the number of the field; zero for a oneof.
	Number int32
	// Kind is the type of the value, or of the items; zero for a oneof.
	Kind Kind
	// MapKey and MapValue are the types of the keys and values, for an entry of
	// a map.
	MapKey, MapValue Kind
	// Subscript is the index or key.
	Subscript Subscript
}

func elementOf(field *Field, subscript Subscript) Element {
	element := Element{Name: field.Name, Number: field.Number, Kind: field.Kind, Subscript: subscript}
	if subscript.kind != NoSubscript {
		element.MapKey, element.MapValue = field.MapKey, field.MapValue
	}
	return element
}

// SubscriptKind is the kind of a [Subscript].
type SubscriptKind uint8

// The kinds of subscripts.
const (
	// NoSubscript is the kind for the whole field.
	NoSubscript SubscriptKind = iota
	// IndexSubscript is the kind of the index of an item, counted from 0.
	IndexSubscript
	// BoolSubscript is the kind of a key of type bool.
	BoolSubscript
	// IntSubscript is the kind of a key of a signed type.
	IntSubscript
	// UintSubscript is the kind of a key of an unsigned type.
	UintSubscript
	// StringSubscript is the kind of a key of type string.
	StringSubscript
	// RedactedSubscript is the kind of a key of a field with the option
	// debug_redact, or of a map in such a field. The key is not kept.
	RedactedSubscript
)

// Subscript is the index of an item of a list, or the key of an entry of a map.
type Subscript struct {
	kind SubscriptKind
	// number is the index, or the bits of a key that is a number or a bool.
	number uint64
	text   string
}

func indexOf(index uint64) Subscript { return Subscript{kind: IndexSubscript, number: index} }

// BoolKey returns a key of type bool.
func BoolKey(key bool) Subscript {
	subscript := Subscript{kind: BoolSubscript}
	if key {
		subscript.number = 1
	}
	return subscript
}

// IntKey returns a key of a signed type.
func IntKey(key int64) Subscript { return Subscript{kind: IntSubscript, number: uint64(key)} }

// UintKey returns a key of an unsigned type.
func UintKey(key uint64) Subscript { return Subscript{kind: UintSubscript, number: key} }

// StringKey returns a key of type string.
func StringKey(key string) Subscript { return Subscript{kind: StringSubscript, text: key} }

// Kind returns the kind of the subscript.
func (s Subscript) Kind() SubscriptKind { return s.kind }

// Index returns the index of an item; zero for other kinds.
func (s Subscript) Index() uint64 { return s.numberOf(IndexSubscript) }

// Bool returns a key of type bool; false for other kinds.
func (s Subscript) Bool() bool { return s.numberOf(BoolSubscript) != 0 }

// Int returns a key of a signed type; zero for other kinds.
func (s Subscript) Int() int64 { return int64(s.numberOf(IntSubscript)) }

// Uint returns a key of an unsigned type; zero for other kinds.
func (s Subscript) Uint() uint64 { return s.numberOf(UintSubscript) }

// Text returns a key of type string; empty for other kinds.
func (s Subscript) Text() string { return s.text }

func (s Subscript) numberOf(kind SubscriptKind) uint64 {
	if s.kind != kind {
		return 0
	}
	return s.number
}

// String returns the subscript in brackets; empty for the whole field.
func (s Subscript) String() string {
	switch s.kind {
	case IndexSubscript, UintSubscript:
		return "[" + strconv.FormatUint(s.number, 10) + "]"
	case BoolSubscript:
		return "[" + strconv.FormatBool(s.Bool()) + "]"
	case IntSubscript:
		return "[" + strconv.FormatInt(s.Int(), 10) + "]"
	case StringSubscript:
		return "[" + quoted(s.text) + "]"
	case RedactedSubscript:
		return "[REDACTED]"
	}
	return ""
}

// compare returns the order of two keys.
func (s Subscript) compare(other Subscript) int {
	if s.kind != other.kind {
		return cmp.Compare(s.kind, other.kind)
	}
	if s.kind == IntSubscript {
		return cmp.Compare(s.Int(), other.Int())
	}
	if s.kind == StringSubscript {
		return strings.Compare(s.text, other.text)
	}
	return cmp.Compare(s.number, other.number)
}

// quoted returns a text in quotes. Characters that cannot be printed are
// escaped.
func quoted(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range text {
		switch r {
		case '"', '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case 0:
			out.WriteString(`\0`)
		case '\n':
			out.WriteString(`\n`)
		case '\r':
			out.WriteString(`\r`)
		case '\t':
			out.WriteString(`\t`)
		default:
			if !unicode.IsPrint(r) || unicode.In(r, unicode.Mn, unicode.Me, unicode.Other_Grapheme_Extend) {
				fmt.Fprintf(&out, `\u{%x}`, r)
			} else {
				out.WriteRune(r)
			}
		}
	}
	out.WriteByte('"')
	return out.String()
}
