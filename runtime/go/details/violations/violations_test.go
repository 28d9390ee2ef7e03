package violations_test

import (
	"errors"
	"fmt"
	"testing"

	validatepb "buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"github.com/rpcsmith/rpcsmith/runtime/go/details/violations"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate/rules"
)

var (
	labels = validate.Field{Number: 3, Name: "labels", Kind: validate.KindMessage, MapKey: validate.KindString, MapValue: validate.KindInt64}
	flags  = validate.Field{Number: 4, Name: "flags", Kind: validate.KindMessage, MapKey: validate.KindBool, MapValue: validate.KindEnum, Redacted: true}
	sizes  = validate.Field{Number: 5, Name: "sizes", Kind: validate.KindMessage, MapKey: validate.KindUint32, MapValue: validate.KindBool}
	ranks  = validate.Field{Number: 6, Name: "ranks", Kind: validate.KindMessage, MapKey: validate.KindSint32, MapValue: validate.KindMessage}
	tags   = validate.Field{Number: 2, Name: "tags", Kind: validate.KindString}

	lower    = validate.Rule{Path: &rules.StringPattern, ID: "string.pattern", Message: "must be lower case"}
	maxPairs = validate.Rule{Path: &rules.MapMaxPairs, ID: "map.max_pairs"}
	ofWhole  = validate.Rule{ID: "whole"}
	ofField  = validate.Rule{Path: &rules.CelExpression, Index: 1, ID: "this < 100"}
)

// found returns the violations of a check.
func found(t *testing.T, check func(c *validate.Context)) *validate.Error {
	t.Helper()
	var found *validate.Error
	if err := validate.CheckFunc(check); !errors.As(err, &found) {
		t.Fatalf("got %v", err)
	}
	return found
}

func TestViolationsAreConverted(t *testing.T) {
	for _, test := range []struct {
		name  string
		check func(c *validate.Context)
		want  string
	}{
		{"a key", func(c *validate.Context) { c.Violate(labels.Key(validate.StringKey("A")), &lower) }, `
			field { elements { field_number: 3 field_name: "labels" field_type: TYPE_MESSAGE
				key_type: TYPE_STRING value_type: TYPE_INT64 string_key: "A" } }
			rule { elements { field_number: 19 field_name: "map" field_type: TYPE_MESSAGE }
				elements { field_number: 4 field_name: "keys" field_type: TYPE_MESSAGE }
				elements { field_number: 14 field_name: "string" field_type: TYPE_MESSAGE }
				elements { field_number: 6 field_name: "pattern" field_type: TYPE_STRING } }
			rule_id: "string.pattern" message: "must be lower case" for_key: true`},
		{"a whole map", func(c *validate.Context) { c.Violate(labels.Place(), &maxPairs) }, `
			field { elements { field_number: 3 field_name: "labels" field_type: TYPE_MESSAGE } }
			rule { elements { field_number: 19 field_name: "map" field_type: TYPE_MESSAGE }
				elements { field_number: 2 field_name: "max_pairs" field_type: TYPE_UINT64 } }
			rule_id: "map.max_pairs"`},
		{"an item", func(c *validate.Context) { c.Violate(tags.Item(0), &lower) }, `
			field { elements { field_number: 2 field_name: "tags" field_type: TYPE_STRING index: 0 } }
			rule { elements { field_number: 18 field_name: "repeated" field_type: TYPE_MESSAGE }
				elements { field_number: 4 field_name: "items" field_type: TYPE_MESSAGE }
				elements { field_number: 14 field_name: "string" field_type: TYPE_MESSAGE }
				elements { field_number: 6 field_name: "pattern" field_type: TYPE_STRING } }
			rule_id: "string.pattern" message: "must be lower case"`},
		{"a message", func(c *validate.Context) { c.Violate(validate.Here, &ofWhole) }, `rule_id: "whole"`},
		{"a oneof", func(c *validate.Context) { c.Violate(validate.Oneof("contact"), &validate.OneofRequired) }, `
			field { elements { field_name: "contact" } }
			rule_id: "required" message: "exactly one field is required in oneof"`},
		{"an expression", func(c *validate.Context) { c.Violate(validate.Here, &ofField) }, `
			rule { elements { field_number: 29 field_name: "cel_expression" field_type: TYPE_STRING index: 1 } }
			rule_id: "this < 100"`},
		{"a required field", func(c *validate.Context) { c.Violate(tags.Place(), &validate.Required) }, `
			field { elements { field_number: 2 field_name: "tags" field_type: TYPE_STRING } }
			rule { elements { field_number: 25 field_name: "required" field_type: TYPE_BOOL } }
			rule_id: "required" message: "value is required"`},
		{"keys of other types", func(c *validate.Context) {
			mark, _ := c.Enter(&ranks)
			c.Violate(sizes.Value(validate.UintKey(7)), &ofWhole)
			if c.Leave(mark) {
				c.Within(mark, ranks.Value(validate.IntKey(-7)))
			}
		}, `
			field { elements { field_number: 6 field_name: "ranks" field_type: TYPE_MESSAGE
				key_type: TYPE_SINT32 value_type: TYPE_MESSAGE int_key: -7 }
				elements { field_number: 5 field_name: "sizes" field_type: TYPE_MESSAGE
				key_type: TYPE_UINT32 value_type: TYPE_BOOL uint_key: 7 } }
			rule_id: "whole"`},
		{"a secret key", func(c *validate.Context) { c.Violate(flags.Value(validate.BoolKey(true)), &ofWhole) }, `
			field { elements { field_number: 4 field_name: "flags" field_type: TYPE_MESSAGE
				key_type: TYPE_BOOL value_type: TYPE_ENUM } }
			rule_id: "whole"`},
		{"invalid UTF-8", func(c *validate.Context) {
			c.ViolateText(labels.Value(validate.StringKey("\xff")), &ofWhole, "\xff")
		}, `
			field { elements { field_number: 3 field_name: "labels" field_type: TYPE_MESSAGE
				key_type: TYPE_STRING value_type: TYPE_INT64 string_key: "\ufffd" } }
			rule_id: "whole" message: "\ufffd"`},
	} {
		want := &validatepb.Violation{}
		if err := prototext.Unmarshal([]byte(test.want), want); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		got := violations.From(found(t, test.check))
		if len(got.GetViolations()) != 1 || !proto.Equal(got.GetViolations()[0], want) {
			t.Errorf("%s: got %v, want %v", test.name, got, want)
		}
	}
}

func ExampleFrom() {
	err := validate.CheckFunc(func(c *validate.Context) { c.Violate(tags.Item(2), &lower) })
	var invalid *validate.Error
	if errors.As(err, &invalid) {
		violation := violations.From(invalid).GetViolations()[0]
		fmt.Println(violation.GetRuleId(), violation.GetField().GetElements()[0].GetIndex())
	}
	// Output: string.pattern 2
}
