// Package violations converts violations to the message
// buf.validate.Violations, which clients of protovalidate read.
package violations

import (
	"strings"

	validatepb "buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
)

// From converts all violations of a message.
func From(err *validate.Error) *validatepb.Violations {
	found := err.Violations()
	converted := make([]*validatepb.Violation, len(found))
	for i := range found {
		converted[i] = Violation(&found[i])
	}
	return validatepb.Violations_builder{Violations: converted}.Build()
}

// Violation converts a violation. Empty fields are unset.
func Violation(violation *validate.Violation) *validatepb.Violation {
	converted := validatepb.Violation_builder{
		Field:  Path(violation.FieldPath()),
		Rule:   Path(violation.RulePath()),
		RuleId: proto.String(violation.RuleID()),
	}
	if message := violation.Message(); message != "" {
		converted.Message = proto.String(strings.ToValidUTF8(message, "\uFFFD"))
	}
	if violation.ForKey() {
		converted.ForKey = proto.Bool(true)
	}
	return converted.Build()
}

// Path converts a path; the result is nil for an empty path.
func Path(path validate.FieldPath) *validatepb.FieldPath {
	if len(path) == 0 {
		return nil
	}
	elements := make([]*validatepb.FieldPathElement, len(path))
	for i, element := range path {
		elements[i] = convertElement(element)
	}
	return validatepb.FieldPath_builder{Elements: elements}.Build()
}

func convertElement(element validate.Element) *validatepb.FieldPathElement {
	converted := validatepb.FieldPathElement_builder{
		FieldName: proto.String(element.Name),
		FieldType: kind(element.Kind),
		KeyType:   kind(element.MapKey),
		ValueType: kind(element.MapValue),
	}
	// A oneof has no number.
	if element.Number != 0 {
		converted.FieldNumber = proto.Int32(element.Number)
	}
	switch subscript := element.Subscript; subscript.Kind() {
	case validate.IndexSubscript:
		converted.Index = proto.Uint64(subscript.Index())
	case validate.BoolSubscript:
		converted.BoolKey = proto.Bool(subscript.Bool())
	case validate.IntSubscript:
		converted.IntKey = proto.Int64(subscript.Int())
	case validate.UintSubscript:
		converted.UintKey = proto.Uint64(subscript.Uint())
	case validate.StringSubscript:
		converted.StringKey = proto.String(strings.ToValidUTF8(subscript.Text(), "\uFFFD"))
	case validate.NoSubscript, validate.RedactedSubscript:
	}
	return converted.Build()
}

// kind converts the type of a field; the result is nil for no type.
func kind(kind validate.Kind) *descriptorpb.FieldDescriptorProto_Type {
	if kind == 0 {
		return nil
	}
	return descriptorpb.FieldDescriptorProto_Type(kind).Enum()
}
