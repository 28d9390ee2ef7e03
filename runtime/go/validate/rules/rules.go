// Package rules has the paths of all rules in buf/validate/validate.proto
// (v1.2.2).
//
// The name of a variable has the name of a field of FieldRules, and the name of
// a rule in it: StringMinLen is the rule min_len of string. A variable with the
// name of a field alone, such as String, is this field.
package rules

import "github.com/rpcsmith/rpcsmith/runtime/go/validate"

// The rules of all types of fields.
var (
	// Required is required of a field.
	Required = validate.RulePath{Field: validate.Field{Number: 25, Name: "required", Kind: validate.KindBool}}
	// Cel is cel of a field.
	Cel = validate.RulePath{Field: validate.Field{Number: 23, Name: "cel", Kind: validate.KindMessage}}
	// CelExpression is cel_expression of a field.
	CelExpression = validate.RulePath{Field: validate.Field{Number: 29, Name: "cel_expression", Kind: validate.KindString}}
)
