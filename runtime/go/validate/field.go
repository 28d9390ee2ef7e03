package validate

// Kind is the type of a field, by its number in
// google.protobuf.FieldDescriptorProto.Type.
type Kind uint8

// The types of fields.
const (
	KindDouble   Kind = 1
	KindFloat    Kind = 2
	KindInt64    Kind = 3
	KindUint64   Kind = 4
	KindInt32    Kind = 5
	KindFixed64  Kind = 6
	KindFixed32  Kind = 7
	KindBool     Kind = 8
	KindString   Kind = 9
	KindGroup    Kind = 10
	KindMessage  Kind = 11
	KindBytes    Kind = 12
	KindUint32   Kind = 13
	KindEnum     Kind = 14
	KindSfixed32 Kind = 15
	KindSfixed64 Kind = 16
	KindSint32   Kind = 17
	KindSint64   Kind = 18
)

// Field describes a field of the schema.
type Field struct {
	// Number is the number of the field.
	Number int32
	// Name is the name of the field in the schema; for an extension, its full
	// name in brackets.
	Name string
	// Kind is the type of the value, or of the items; KindMessage for a map.
	Kind Kind
	// MapKey and MapValue are the types of the keys and values of a map. They
	// are zero for other fields.
	MapKey, MapValue Kind
	// Redacted is whether the field has the option debug_redact: violations do
	// not show its keys, nor messages computed from its value.
	Redacted bool
}

// Place returns the place of the field itself, or of the whole of a list or
// map.
func (f *Field) Place() Place {
	return Place{field: f}
}

// Item returns the place of an item of a list, for the rules in repeated.items
// and for the rules of its message.
func (f *Field) Item(index int) Place {
	return Place{field: f, subscript: indexOf(uint64(index)), scope: scopeItems}
}

// Key returns the place of the key of a map entry, for the rules in map.keys.
func (f *Field) Key(key Subscript) Place {
	return Place{field: f, subscript: key, scope: scopeKeys}
}

// Value returns the place of the value of a map entry, for the rules in
// map.values and for the rules of its message.
func (f *Field) Value(key Subscript) Place {
	return Place{field: f, subscript: key, scope: scopeValues}
}

// Place is a place in a message, relative to this message. It is small enough
// for the registers of a call.
type Place struct {
	// field is nil for the message itself and for a oneof.
	field *Field
	// subscript is the index or key. Its text is the name of a oneof if there is
	// no field.
	subscript Subscript
	scope     scope
}

// scope is the part of the rules of a field that applies to a place.
type scope uint8

const (
	scopeField scope = iota
	scopeItems
	scopeKeys
	scopeValues
)

// Here is the place of the message itself.
var Here Place

// Oneof returns the place of a oneof, by its name in the schema.
func Oneof(name string) Place {
	return Place{subscript: Subscript{text: name}}
}

// name returns the name of the field or oneof; empty for the message itself.
func (p *Place) name() string {
	if p.field != nil {
		return p.field.Name
	}
	return p.subscript.text
}

func (p *Place) isRedacted() bool {
	return p.field != nil && p.field.Redacted
}

// element returns the element of a path for this place. It has no name for the
// message itself. If redacted, it hides the key of an entry.
func (p *Place) element(redacted bool) Element {
	if p.field == nil {
		return Element{Name: p.subscript.text}
	}
	element := elementOf(p.field, p.subscript)
	if redacted && p.subscript.kind > IndexSubscript {
		element.Subscript = Subscript{kind: RedactedSubscript}
	}
	return element
}
