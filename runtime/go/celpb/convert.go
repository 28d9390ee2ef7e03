package celpb

import (
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

// Timestamp converts a message. An unset message is the epoch.
func Timestamp(message *timestamppb.Timestamp) cel.Timestamp {
	return cel.TimestampOf(message.GetSeconds(), message.GetNanos())
}

// Duration converts a message. An unset message is a duration of zero.
func Duration(message *durationpb.Duration) cel.Duration {
	return cel.DurationOf(message.GetSeconds(), message.GetNanos())
}

// ToTimestamp converts a timestamp to a message.
func ToTimestamp(t cel.Timestamp) *timestamppb.Timestamp {
	return &timestamppb.Timestamp{Seconds: t.Seconds, Nanos: t.Nanos}
}

// ToDuration converts a duration to a message.
func ToDuration(d cel.Duration) *durationpb.Duration {
	return &durationpb.Duration{Seconds: d.Seconds, Nanos: d.Nanos}
}

// Value converts a message that represents JSON. An unset message, and one
// without a kind, is null.
func Value(message *structpb.Value) cel.Value {
	switch kind := message.GetKind().(type) {
	case *structpb.Value_BoolValue:
		return cel.BoolValue(kind.BoolValue)
	case *structpb.Value_NumberValue:
		return cel.DoubleValue(kind.NumberValue)
	case *structpb.Value_StringValue:
		return cel.StringValue(kind.StringValue)
	case *structpb.Value_ListValue:
		return List(kind.ListValue)
	case *structpb.Value_StructValue:
		return Struct(kind.StructValue)
	}
	return cel.NullValue()
}

// List converts a message that represents a list of JSON. An unset message is
// an empty list.
func List(message *structpb.ListValue) cel.Value {
	return cel.ListOf(message.GetValues(), Value)
}

// Struct converts a message that represents an object of JSON. An unset message
// is an empty map.
func Struct(message *structpb.Struct) cel.Value {
	return cel.MapOf(message.GetFields(), cel.StringValue, Value)
}

// ToValue converts a value to a message that represents JSON: integers beyond
// 2^53, durations and timestamps become strings, and bytes become base64. It
// fails if the value is or contains a type, or a map with a key that is not a
// string.
func ToValue(value cel.Value) (*structpb.Value, error) {
	json, err := cel.Json(value)
	if err != nil {
		return nil, err
	}
	return message(json), nil
}

// ToList converts a list to a message, like [ToValue]. It also fails if the
// value is not a list.
func ToList(value cel.Value) (*structpb.ListValue, error) {
	if _, err := cel.ExpectList(value); err != nil {
		return nil, err
	}
	converted, err := ToValue(value)
	return converted.GetListValue(), err
}

// ToStruct converts a map to a message, like [ToValue]. It also fails if the
// value is not a map.
func ToStruct(value cel.Value) (*structpb.Struct, error) {
	if _, err := cel.ExpectMap(value); err != nil {
		return nil, err
	}
	converted, err := ToValue(value)
	return converted.GetStructValue(), err
}

// message converts a value that is the result of [cel.Json].
func message(json cel.Value) *structpb.Value {
	if value, err := cel.ExpectBool(json); err == nil {
		return structpb.NewBoolValue(value)
	}
	if value, err := cel.ExpectDouble(json); err == nil {
		return structpb.NewNumberValue(value)
	}
	if value, err := cel.ExpectString(json); err == nil {
		return structpb.NewStringValue(value)
	}
	if items, err := cel.ExpectList(json); err == nil {
		values := cel.Map(nil, items, message)
		return structpb.NewListValue(&structpb.ListValue{Values: values})
	}
	if pairs, err := cel.ExpectMap(json); err == nil {
		fields := make(map[string]*structpb.Value, len(pairs))
		for _, pair := range pairs {
			// Keys of JSON are strings.
			key, _ := cel.ExpectString(pair.Key)
			fields[key] = message(pair.Value)
		}
		return structpb.NewStructValue(&structpb.Struct{Fields: fields})
	}
	return structpb.NewNullValue()
}
