package validate

// Rule is a rule of the schema, with everything that a violation reports about
// it.
type Rule struct {
	// Path is the path of the rule in the buf.validate.FieldRules of its field.
	// It is nil for a rule in the options of a message or oneof.
	Path *RulePath
	// Index is the index of the rule, for a rule in cel or cel_expression of a
	// field.
	Index uint32
	// ID is the id of the rule, such as "string.min_len".
	ID string
	// Message is the message of a violation.
	Message string
	// Param is the value of the rule in the schema.
	Param Param
	// Redacted is whether the computed message of the rule reads a field with
	// the option debug_redact. Violations do not show the message.
	Redacted bool
}

// Param is the value of a rule in the schema, to build your own messages. It is
// nil for a rule without a value, as in CEL. Otherwise, its type is one of
// these:
//
//	bool                   a bool
//	int64                  a signed type or an enum
//	uint64                 an unsigned type
//	float64                float or double
//	string, []byte         a string or bytes
//	cel.Duration           a google.protobuf.Duration
//	cel.Timestamp          a google.protobuf.Timestamp
//	[]Param                several values, for example of in
type Param any

// RulePath is the path of a rule in buf.validate.FieldRules. Package rules has
// the paths of all rules.
type RulePath struct {
	// Set is the field of FieldRules with the rules for one type. It is nil for
	// a rule that is a field of FieldRules itself.
	Set *Field
	// Field is the field of the rule.
	Field Field
}

var (
	requiredPath = RulePath{Field: Field{Number: 25, Name: "required", Kind: KindBool}}

	repeatedSet = Field{Number: 18, Name: "repeated", Kind: KindMessage}
	itemsField  = Field{Number: 4, Name: "items", Kind: KindMessage}
	mapSet      = Field{Number: 19, Name: "map", Kind: KindMessage}
	keysField   = Field{Number: 4, Name: "keys", Kind: KindMessage}
	valuesField = Field{Number: 5, Name: "values", Kind: KindMessage}
)

// The rules that need no path of package rules.
var (
	// Required is the rule required of a field.
	Required = Rule{Path: &requiredPath, ID: "required", Message: "value is required"}
	// OneofRequired is the rule required of a oneof.
	OneofRequired = Rule{ID: "required", Message: "exactly one field is required in oneof"}
)

// path returns the path of the rule in the FieldRules of its field. The scope
// is the part of the field that the rule applies to.
func (r *Rule) path(scope scope) FieldPath {
	if r.Path == nil {
		return nil
	}
	path := make(FieldPath, 0, 4)
	add := func(field *Field, subscript Subscript) {
		path = append(path, elementOf(field, subscript))
	}
	switch scope {
	case scopeItems:
		add(&repeatedSet, Subscript{})
		add(&itemsField, Subscript{})
	case scopeKeys:
		add(&mapSet, Subscript{})
		add(&keysField, Subscript{})
	case scopeValues:
		add(&mapSet, Subscript{})
		add(&valuesField, Subscript{})
	}
	if r.Path.Set != nil {
		add(r.Path.Set, Subscript{})
	}
	var index Subscript
	// Of the fields of FieldRules itself, all but required are lists.
	if r.Path.Set == nil && r.Path.Field.Number != requiredPath.Field.Number {
		index = indexOf(uint64(r.Index))
	}
	add(&r.Path.Field, index)
	return path
}
