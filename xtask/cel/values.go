// Writes the values of tests as CEL expressions.

package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"cel.dev/expr"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// equal returns the text that follows an expression in parentheses, and compares it with the value.
func equal(value *expr.Value) (string, error) {
	if number, ok := value.Kind.(*expr.Value_DoubleValue); ok && math.IsNaN(number.DoubleValue) {
		return ".isNan()", nil
	}
	text, err := literal(value)
	return " == " + text, err
}

// literal writes a value as an expression.
func literal(value *expr.Value) (string, error) {
	switch kind := value.Kind.(type) {
	case *expr.Value_NullValue:
		return "null", nil
	case *expr.Value_BoolValue:
		return strconv.FormatBool(kind.BoolValue), nil
	case *expr.Value_Int64Value:
		return strconv.FormatInt(kind.Int64Value, 10), nil
	case *expr.Value_Uint64Value:
		return strconv.FormatUint(kind.Uint64Value, 10) + "u", nil
	case *expr.Value_DoubleValue:
		return double(kind.DoubleValue), nil
	case *expr.Value_StringValue:
		return quote("", []byte(kind.StringValue)), nil
	case *expr.Value_BytesValue:
		return quote("b", kind.BytesValue), nil
	case *expr.Value_EnumValue:
		return "", fmt.Errorf("enums of types of their own")
	case *expr.Value_TypeValue:
		return kind.TypeValue, nil
	case *expr.Value_ListValue:
		var items []string
		for _, item := range kind.ListValue.Values {
			text, err := literal(item)
			if err != nil {
				return "", err
			}
			items = append(items, text)
		}
		return "[" + strings.Join(items, ", ") + "]", nil
	case *expr.Value_MapValue:
		var entries []string
		for _, entry := range kind.MapValue.Entries {
			key, err := literal(entry.Key)
			if err != nil {
				return "", err
			}
			text, err := literal(entry.Value)
			if err != nil {
				return "", err
			}
			entries = append(entries, key+": "+text)
		}
		return "{" + strings.Join(entries, ", ") + "}", nil
	case *expr.Value_ObjectValue:
		message, err := kind.ObjectValue.UnmarshalNew()
		if err != nil {
			return "", err
		}
		return object(message)
	default:
		return "", fmt.Errorf("such a value")
	}
}

// object writes a message for which CEL has its own type.
func object(message any) (string, error) {
	switch message := message.(type) {
	case *timestamppb.Timestamp:
		return "timestamp('" + message.AsTime().Format(time.RFC3339Nano) + "')", nil
	case *durationpb.Duration:
		return fmt.Sprintf("duration('%ds') + duration('%dns')", message.Seconds, message.Nanos), nil
	case *wrapperspb.BoolValue:
		return strconv.FormatBool(message.Value), nil
	case *wrapperspb.Int32Value:
		return strconv.Itoa(int(message.Value)), nil
	case *wrapperspb.Int64Value:
		return strconv.FormatInt(message.Value, 10), nil
	case *wrapperspb.UInt32Value:
		return fmt.Sprintf("%du", message.Value), nil
	case *wrapperspb.UInt64Value:
		return fmt.Sprintf("%du", message.Value), nil
	case *wrapperspb.FloatValue:
		return double(float64(message.Value)), nil
	case *wrapperspb.DoubleValue:
		return double(message.Value), nil
	case *wrapperspb.StringValue:
		return quote("", []byte(message.Value)), nil
	case *wrapperspb.BytesValue:
		return quote("b", message.Value), nil
	case *structpb.Value:
		return structure(message)
	case *structpb.ListValue:
		return structure(structpb.NewListValue(message))
	case *structpb.Struct:
		return structure(structpb.NewStructValue(message))
	default:
		return "", fmt.Errorf("a message is expected")
	}
}

func structure(value *structpb.Value) (string, error) {
	var parts []string
	switch kind := value.Kind.(type) {
	case *structpb.Value_BoolValue:
		return strconv.FormatBool(kind.BoolValue), nil
	case *structpb.Value_NumberValue:
		return double(kind.NumberValue), nil
	case *structpb.Value_StringValue:
		return quote("", []byte(kind.StringValue)), nil
	case *structpb.Value_ListValue:
		for _, item := range kind.ListValue.Values {
			text, err := structure(item)
			if err != nil {
				return "", err
			}
			parts = append(parts, text)
		}
		return "[" + strings.Join(parts, ", ") + "]", nil
	case *structpb.Value_StructValue:
		for name, item := range kind.StructValue.Fields {
			text, err := structure(item)
			if err != nil {
				return "", err
			}
			parts = append(parts, quote("", []byte(name))+": "+text)
		}
		return "{" + strings.Join(parts, ", ") + "}", nil
	default:
		return "null", nil
	}
}

func double(value float64) string {
	if math.IsInf(value, 0) || math.IsNaN(value) {
		return fmt.Sprintf("double('%v')", value)
	}
	text := strconv.FormatFloat(value, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// quote writes a string, or bytes, in ASCII.
func quote(prefix string, value []byte) string {
	var out strings.Builder
	out.WriteString(prefix + "'")
	if prefix == "" {
		for _, char := range string(value) {
			if char < 0x20 || char > 0x7e || char == '\'' || char == '\\' {
				fmt.Fprintf(&out, `\U%08x`, char)
			} else {
				out.WriteRune(char)
			}
		}
	} else {
		for _, one := range value {
			fmt.Fprintf(&out, `\x%02x`, one)
		}
	}
	out.WriteString("'")
	return out.String()
}
