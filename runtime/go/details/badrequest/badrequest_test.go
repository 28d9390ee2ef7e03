package badrequest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rpcsmith/rpcsmith/runtime/go/details/badrequest"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate/rules"
)

var (
	name   = validate.Field{Number: 1, Name: "name", Kind: validate.KindString}
	labels = validate.Field{Number: 3, Name: "labels", Kind: validate.KindMessage, MapKey: validate.KindString, MapValue: validate.KindInt64}
	minLen = validate.Rule{Path: &rules.StringMinLen, ID: "string.min_len", Message: "must be at least 3 characters"}
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
	even, less := validate.Rule{ID: "int64.even"}, validate.Rule{ID: "this < 100"}
	converted := badrequest.From(found(t, func(c *validate.Context) {
		c.Violate(name.Place(), &minLen)
		c.Violate(labels.Value(validate.StringKey("a")), &even)
		c.Violate(validate.Here, &less)
		c.ViolateText(name.Place(), &even, "\xff")
	}))
	want := [][3]string{
		{"name", "must be at least 3 characters", "STRING_MIN_LEN"},
		{`labels["a"]`, "int64.even", "INT64_EVEN"},
		// An expression is not a constant.
		{"", "this < 100", ""},
		{"name", "\uFFFD", "INT64_EVEN"},
	}
	for i, field := range converted.GetFieldViolations() {
		if got := [3]string{field.GetField(), field.GetDescription(), field.GetReason()}; got != want[i] {
			t.Errorf("got %q, want %q", got, want[i])
		}
	}
	if len(converted.GetFieldViolations()) != len(want) {
		t.Errorf("got %v", converted)
	}
}

func TestReasonsHave3To63LettersDigitsAndUnderscores(t *testing.T) {
	const long = "a.23456789-123456789_123456789.123456789.123456789.123456789.1234"
	for id, want := range map[string]string{
		long[:63]:  strings.NewReplacer(".", "_", "-", "_").Replace(strings.ToUpper(long[:63])),
		"a.b":      "A_B",
		"a2":       "",
		long[:64]:  "",
		"ab":       "",
		"":         "",
		"1.a":      "",
		"a.b.":     "",
		"a\u00e9b": "",
		"a@b":      "",
		"a[b":      "",
	} {
		rule := validate.Rule{ID: id}
		fields := badrequest.From(found(t, func(c *validate.Context) { c.Violate(validate.Here, &rule) })).GetFieldViolations()
		if got := fields[0].GetReason(); got != want {
			t.Errorf("%q: got %q, want %q", id, got, want)
		}
	}
}

func ExampleFrom() {
	err := validate.CheckFunc(func(c *validate.Context) { c.Violate(name.Place(), &minLen) })
	var invalid *validate.Error
	if errors.As(err, &invalid) {
		violation := badrequest.From(invalid).GetFieldViolations()[0]
		fmt.Println(violation.GetField(), violation.GetDescription())
	}
	// Output: name must be at least 3 characters
}
