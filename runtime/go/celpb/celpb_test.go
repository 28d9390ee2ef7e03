package celpb_test

import (
	"math"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/typepb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
	"github.com/rpcsmith/rpcsmith/runtime/go/celpb"
)

func TestTimesAreConverted(t *testing.T) {
	if got, want := celpb.Timestamp(&timestamppb.Timestamp{Seconds: 5, Nanos: -1}), (cel.Timestamp{Seconds: 4, Nanos: 999_999_999}); got != want {
		t.Errorf("Timestamp: got %v, want %v", got, want)
	}
	if celpb.Timestamp(nil) != (cel.Timestamp{}) || celpb.Duration(nil) != (cel.Duration{}) {
		t.Error("an unset message is not zero")
	}
	message := &durationpb.Duration{Seconds: -5, Nanos: -1}
	if got := celpb.ToDuration(celpb.Duration(message)); !proto.Equal(got, message) {
		t.Errorf("ToDuration: got %v", got)
	}
	want := &timestamppb.Timestamp{Seconds: 4, Nanos: 7}
	if got := celpb.ToTimestamp(cel.TimestampOf(4, 7)); !proto.Equal(got, want) {
		t.Errorf("ToTimestamp: got %v", got)
	}
}

func nested(t *testing.T) *structpb.Struct {
	t.Helper()
	fields, err := structpb.NewStruct(map[string]any{
		"list": []any{1.5}, "null": nil, "text": "a", "true": true,
	})
	if err != nil {
		t.Fatal(err)
	}
	fields.Fields["none"] = &structpb.Value{}
	return fields
}

func TestJsonMessagesBecomeValues(t *testing.T) {
	value := celpb.Value(structpb.NewStructValue(nested(t)))
	text, err := cel.Format("%s %s", value, cel.TypeOf(value))
	if want := "{list: [1.5], none: null, null: null, text: a, true: true} map"; text != want || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
	for _, test := range []struct {
		value cel.Value
		text  string
	}{
		{celpb.Value(nil), "null"}, {celpb.Struct(nil), "{}"}, {celpb.List(nil), "[]"},
	} {
		if text, _ := cel.Format("%s", test.value); text != test.text {
			t.Errorf("got %s, want %s", text, test.text)
		}
	}
}

func TestValuesBecomeJsonMessages(t *testing.T) {
	want := nested(t)
	want.Fields["none"] = structpb.NewNullValue()
	got, err := celpb.ToStruct(celpb.Struct(nested(t)))
	if err != nil || !proto.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	list, err := celpb.ToList(cel.ListValue(cel.UintValue(uint64(1<<53)), cel.BytesValue([]byte("foo"))))
	if err != nil || list.Values[0].GetStringValue() != "9007199254740992" || list.Values[1].GetStringValue() != "Zm9v" {
		t.Errorf("got %v, %v", list, err)
	}
	for _, value := range []cel.Value{
		cel.TypeValue("int"),
		cel.ListValue(cel.TypeValue("int")),
		cel.MapValue(cel.Pair{Key: cel.IntValue(1), Value: cel.NullValue()}),
	} {
		if _, err := celpb.ToValue(value); err != cel.ErrNoSuchOverload {
			t.Errorf("got %v", err)
		}
	}
	if _, err := celpb.ToList(cel.MapValue()); err != cel.ErrNoSuchOverload {
		t.Errorf("a map is no list: %v", err)
	}
	if _, err := celpb.ToStruct(cel.ListValue()); err != cel.ErrNoSuchOverload {
		t.Errorf("a list is no map: %v", err)
	}
}

func TestMessagesAreEqualByTheirFields(t *testing.T) {
	double := func(value float64) *wrapperspb.DoubleValue { return wrapperspb.Double(value) }
	for _, test := range []struct {
		name  string
		a, b  proto.Message
		equal bool
	}{
		{"same", double(1), double(1), true},
		{"other", double(1), double(2), false},
		{"NaN", double(math.NaN()), double(math.NaN()), false},
		{"zeros", double(0), double(math.Copysign(0, -1)), true},
		{"unset", (*wrapperspb.DoubleValue)(nil), double(0), true},
		{"both unset", (*wrapperspb.DoubleValue)(nil), (*wrapperspb.DoubleValue)(nil), true},
		{"unset and set", double(3), (*wrapperspb.DoubleValue)(nil), false},
		{"bytes", wrapperspb.Bytes([]byte{}), wrapperspb.Bytes(nil), true},
		{"presence", &descriptorpb.FileDescriptorProto{Name: proto.String("")}, &descriptorpb.FileDescriptorProto{}, false},
		{"enums", &typepb.Type{Syntax: typepb.Syntax_SYNTAX_PROTO3}, &typepb.Type{}, false},
		{"set message", &typepb.Option{Value: nil}, &typepb.Option{}, true},
		{"lists", &typepb.Type{Oneofs: []string{"a"}}, &typepb.Type{Oneofs: []string{"a", "b"}}, false},
		{"items", &typepb.Type{Oneofs: []string{"a"}}, &typepb.Type{Oneofs: []string{"b"}}, false},
		{"nested", &typepb.Type{Options: []*typepb.Option{{Name: "a"}}}, &typepb.Type{Options: []*typepb.Option{{Name: "a"}}}, true},
		{"maps", nested(t), nested(t), true},
		{"entries", &structpb.Struct{Fields: map[string]*structpb.Value{"a": {}}}, &structpb.Struct{Fields: map[string]*structpb.Value{"b": {}}}, false},
		{"oneofs", structpb.NewNullValue(), &structpb.Value{}, false},
	} {
		if got := celpb.Equal(test.a, test.b); got != test.equal {
			t.Errorf("%s: got %t", test.name, got)
		}
		if got := celpb.Equal(test.b, test.a); got != test.equal {
			t.Errorf("%s, reversed: got %t", test.name, got)
		}
	}
	unknown := double(1)
	unknown.ProtoReflect().SetUnknown([]byte{0x10, 0x01})
	if !celpb.Equal(unknown, double(1)) {
		t.Error("unknown fields are compared")
	}
}

func TestDefaultMessages(t *testing.T) {
	if !celpb.IsDefault((*timestamppb.Timestamp)(nil)) || !celpb.IsDefault(&timestamppb.Timestamp{}) {
		t.Error("an empty message is not its default")
	}
	if celpb.IsDefault(&timestamppb.Timestamp{Nanos: 1}) || celpb.IsDefault(&descriptorpb.FileDescriptorProto{Name: proto.String("")}) {
		t.Error("a message with a field is its default")
	}
}
