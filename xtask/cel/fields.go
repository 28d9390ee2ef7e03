// Replaces the literals of an expression by fields of a message, and encodes their values.

package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"cel.dev/expr"
	"google.golang.org/protobuf/encoding/protowire"
)

// Fields are the fields of the message of a rule.
type Fields struct {
	// The declarations in the proto file.
	declared []string
	// The variables, by their names in the expression.
	names   map[string]string
	message []byte
}

// add declares a field and returns its name and number.
func (f *Fields) add(kind string) (string, protowire.Number) {
	number := len(f.declared) + 1
	name := fmt.Sprintf("f%d", number)
	f.declared = append(f.declared, fmt.Sprintf("%s %s = %d;", kind, name, number))
	return name, protowire.Number(number)
}

func (f *Fields) bool(value bool) string {
	name, number := f.add("bool")
	f.message = appendVarint(f.message, number, protowire.EncodeBool(value))
	return "this." + name
}

// literal adds a field with the value of a literal, and returns the expression that reads it.
func (f *Fields) literal(kind, token string) (string, error) {
	switch kind {
	case "double":
		value, err := strconv.ParseFloat(token, 64)
		if err != nil && !math.IsInf(value, 0) {
			return "", err
		}
		name, number := f.add("double")
		f.message = protowire.AppendTag(f.message, number, protowire.Fixed64Type)
		f.message = protowire.AppendFixed64(f.message, math.Float64bits(value))
		return "this." + name, nil
	case "int":
		digits, isUint := strings.CutSuffix(strings.ToLower(token), "u")
		digits = strings.TrimPrefix(digits, "-")
		base := 10
		if hex, ok := strings.CutPrefix(digits, "0x"); ok {
			digits, base = hex, 16
		}
		value, err := strconv.ParseUint(digits, base, 64)
		negative := strings.HasPrefix(token, "-")
		limit := uint64(math.MaxInt64)
		if negative {
			limit++
		}
		if err != nil || !isUint && value > limit {
			return token, nil
		}
		if negative {
			value = -value
		}
		kind := "int64"
		if isUint {
			kind = "uint64"
		}
		name, number := f.add(kind)
		f.message = appendVarint(f.message, number, value)
		return "this." + name, nil
	default:
		value, isBytes, err := unquote(token)
		if err != nil {
			return token, nil
		}
		kind := "string"
		if isBytes {
			kind = "bytes"
		}
		name, number := f.add(kind)
		f.message = appendBytes(f.message, number, value)
		return "this." + name, nil
	}
}

// bind adds a field for a variable.
func (f *Fields) bind(variable string, ty *expr.Type, value *expr.Value) error {
	if strings.Contains(variable, ".") {
		return fmt.Errorf("a variable whose name has dots")
	}
	kind, err := kindOf(ty)
	if err != nil {
		return err
	}
	name, number := f.add(kind)
	f.names[variable] = name
	f.message, err = appendValue(f.message, number, ty, value)
	return err
}

// kindOf returns the type of a field.
func kindOf(ty *expr.Type) (string, error) {
	switch kind := ty.TypeKind.(type) {
	case *expr.Type_Primitive:
		return scalars[kind.Primitive], nil
	case *expr.Type_Wrapper:
		return "google.protobuf." + wrappers[kind.Wrapper], nil
	case *expr.Type_WellKnown:
		return wellKnown[kind.WellKnown], nil
	case *expr.Type_MessageType:
		return "." + kind.MessageType, nil
	case *expr.Type_Dyn, *expr.Type_Null:
		return "google.protobuf.Value", nil
	case *expr.Type_ListType_:
		item, err := kindOf(kind.ListType.ElemType)
		if err != nil || strings.Contains(item, " ") || strings.Contains(item, "<") {
			return "", fmt.Errorf("a variable that is a list of lists or maps")
		}
		return "repeated " + item, nil
	case *expr.Type_MapType_:
		key, err := kindOf(kind.MapType.KeyType)
		if err != nil || kind.MapType.KeyType.GetPrimitive() == 0 {
			return "", fmt.Errorf("a variable that is a map by such keys")
		}
		value, err := kindOf(kind.MapType.ValueType)
		if err != nil || strings.Contains(value, " ") || strings.Contains(value, "<") {
			return "", fmt.Errorf("a variable that is a map of lists or maps")
		}
		return "map<" + key + ", " + value + ">", nil
	default:
		return "", fmt.Errorf("a variable of a type that no field has")
	}
}

// appendValue encodes a field.
func appendValue(out []byte, number protowire.Number, ty *expr.Type, value *expr.Value) ([]byte, error) {
	var err error
	switch kind := ty.TypeKind.(type) {
	case *expr.Type_Dyn, *expr.Type_Null:
		var inner []byte
		if inner, err = appendJson(inner, value); err != nil {
			return nil, err
		}
		return appendBytes(out, number, inner), nil
	case *expr.Type_ListType_:
		for _, item := range value.GetListValue().GetValues() {
			if out, err = appendValue(out, number, kind.ListType.ElemType, item); err != nil {
				return nil, err
			}
		}
		return out, nil
	case *expr.Type_MapType_:
		for _, entry := range value.GetMapValue().GetEntries() {
			inner, err := appendValue(nil, 1, kind.MapType.KeyType, entry.Key)
			if err != nil {
				return nil, err
			}
			if inner, err = appendValue(inner, 2, kind.MapType.ValueType, entry.Value); err != nil {
				return nil, err
			}
			out = appendBytes(out, number, inner)
		}
		return out, nil
	}
	return appendScalar(out, number, value)
}

// appendScalar encodes a field that is a single value.
func appendScalar(out []byte, number protowire.Number, value *expr.Value) ([]byte, error) {
	switch kind := value.Kind.(type) {
	case *expr.Value_NullValue:
		return out, nil
	case *expr.Value_BoolValue:
		return appendVarint(out, number, protowire.EncodeBool(kind.BoolValue)), nil
	case *expr.Value_Int64Value:
		return appendVarint(out, number, uint64(kind.Int64Value)), nil
	case *expr.Value_Uint64Value:
		return appendVarint(out, number, kind.Uint64Value), nil
	case *expr.Value_DoubleValue:
		out = protowire.AppendTag(out, number, protowire.Fixed64Type)
		return protowire.AppendFixed64(out, math.Float64bits(kind.DoubleValue)), nil
	case *expr.Value_StringValue:
		return appendBytes(out, number, []byte(kind.StringValue)), nil
	case *expr.Value_BytesValue:
		return appendBytes(out, number, kind.BytesValue), nil
	case *expr.Value_ObjectValue:
		return appendBytes(out, number, kind.ObjectValue.Value), nil
	default:
		return nil, fmt.Errorf("a variable of such a value")
	}
}

// appendJson encodes a `google.protobuf.Value`.
func appendJson(out []byte, value *expr.Value) ([]byte, error) {
	switch kind := value.Kind.(type) {
	case *expr.Value_NullValue:
		return appendVarint(out, 1, 0), nil
	case *expr.Value_DoubleValue:
		return appendScalar(out, 2, value)
	case *expr.Value_StringValue:
		return appendScalar(out, 3, value)
	case *expr.Value_BoolValue:
		return appendVarint(out, 4, protowire.EncodeBool(kind.BoolValue)), nil
	default:
		return nil, fmt.Errorf("a dynamic variable that JSON has no value for")
	}
}

func appendVarint(out []byte, number protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(out, number, protowire.VarintType), value)
}

func appendBytes(out []byte, number protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(out, number, protowire.BytesType), value)
}

var scalars = map[expr.Type_PrimitiveType]string{
	expr.Type_BOOL: "bool", expr.Type_INT64: "int64", expr.Type_UINT64: "uint64",
	expr.Type_DOUBLE: "double", expr.Type_STRING: "string", expr.Type_BYTES: "bytes",
}

var wrappers = map[expr.Type_PrimitiveType]string{
	expr.Type_BOOL: "BoolValue", expr.Type_INT64: "Int64Value", expr.Type_UINT64: "UInt64Value",
	expr.Type_DOUBLE: "DoubleValue", expr.Type_STRING: "StringValue", expr.Type_BYTES: "BytesValue",
}

var wellKnown = map[expr.Type_WellKnownType]string{
	expr.Type_ANY: "google.protobuf.Any", expr.Type_TIMESTAMP: "google.protobuf.Timestamp",
	expr.Type_DURATION: "google.protobuf.Duration",
}
