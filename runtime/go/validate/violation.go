package validate

import "strings"

// Violation is a violation: a rule, and the place in the message that violates
// it.
type Violation struct {
	// path is in reverse order until the end of the validation.
	path    FieldPath
	rule    *Rule
	message string
	scope   scope
	// owned is the number of bytes that come from the message: those of map keys
	// and of a computed message.
	owned int
}

// within adds an element at the start of the path.
func (v *Violation) within(element Element) {
	v.path = append(v.path, element)
	v.owned += len(element.Subscript.text)
}

// FieldPath returns the path to the field from the message that was validated.
// It is empty if the rule is for that message itself.
func (v *Violation) FieldPath() FieldPath { return v.path }

// RulePath returns the path to the rule in the buf.validate.FieldRules of the
// field. It is empty for a rule of a message or oneof.
func (v *Violation) RulePath() FieldPath { return v.rule.path(v.scope) }

// RuleID returns the id of the rule, such as "string.min_len".
func (v *Violation) RuleID() string { return v.rule.ID }

// Message returns the message for users. It is empty if the rule has none.
func (v *Violation) Message() string { return v.message }

// Param returns the value of the rule in the schema.
func (v *Violation) Param() Param { return v.rule.Param }

// ForKey reports whether the rule is for a key of a map, not for a value.
func (v *Violation) ForKey() bool { return v.scope == scopeKeys }

// String returns a text such as
// "name: must be at least 3 characters [string.min_len]".
func (v *Violation) String() string {
	var text strings.Builder
	v.write(&text)
	return text.String()
}

func (v *Violation) write(text *strings.Builder) {
	writePath(text, v.path)
	text.WriteString(v.message)
	switch {
	case v.message == "":
		text.WriteString("[" + v.rule.ID + "]")
	case v.rule.ID != "":
		text.WriteString(" [" + v.rule.ID + "]")
	}
}

// writePath writes a path and a colon, unless the path is empty.
func writePath(text *strings.Builder, path FieldPath) {
	if len(path) > 0 {
		text.WriteString(path.String())
		text.WriteString(": ")
	}
}
