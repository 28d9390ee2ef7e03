package validate_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
)

var (
	secretField  = validate.Field{Number: 1, Name: "secret", Kind: validate.KindString, Redacted: true}
	secretsField = validate.Field{
		Number: 2, Name: "secrets", Kind: validate.KindMessage, MapKey: validate.KindString, MapValue: validate.KindMessage, Redacted: true,
	}
	openField = validate.Field{
		Number: 3, Name: "open", Kind: validate.KindMessage, MapKey: validate.KindString, MapValue: validate.KindMessage,
	}
	plainRule    = validate.Rule{ID: "plain", Message: "is wrong"}
	redactedRule = validate.Rule{ID: "redacted", Redacted: true}
)

func TestSecretsAreNotShown(t *testing.T) {
	key := validate.StringKey("password")
	err := validate.Check(checkFunc(func(c *validate.Context) {
		c.ViolateText(secretField.Place(), &plainRule, "password is short")
		c.ViolateText(openField.Place(), &redactedRule, "password is short")
		c.ViolateText(openField.Place(), &plainRule, "value is short")
		c.Violate(secretsField.Key(key), &plainRule)
		// The fields of a message in a redacted field are redacted, too.
		within(c, secretsField.Value(key), &secretsField, func() {
			c.ViolateText(openField.Item(7), &plainRule, "password is short")
			within(c, openField.Value(key), &openField, func() { c.Violate(openField.Value(key), &plainRule) })
		})
		// Those of a message around it are not.
		within(c, openField.Value(validate.StringKey("open")), &openField, func() { c.Violate(secretsField.Value(key), &plainRule) })
		c.Violate(openField.Value(validate.StringKey("open")), &plainRule)
	}))
	want := []string{
		"secret: value is invalid [plain]",
		"open: value is invalid [redacted]",
		"open: value is short [plain]",
		"secrets[REDACTED]: is wrong [plain]",
		"secrets[REDACTED].open[7]: value is invalid [plain]",
		"secrets[REDACTED].open[REDACTED].open[REDACTED]: is wrong [plain]",
		`open["open"].secrets[REDACTED]: is wrong [plain]`,
		`open["open"]: is wrong [plain]`,
	}
	same(t, strings.Split(err.Error(), "\n"), want)
	for _, violation := range violations(t, err).Violations() {
		for _, element := range violation.FieldPath() {
			if element.Subscript.Kind() == validate.RedactedSubscript && element.Subscript.Text() != "" {
				t.Errorf("%v keeps its key", violation.FieldPath())
			}
		}
	}
}

func TestErrorsDoNotShowSecrets(t *testing.T) {
	key := validate.StringKey("password")
	err := validate.Check(checkFunc(func(c *validate.Context) {
		within(c, secretsField.Value(key), &secretsField, func() {
			c.Fail(openField.Value(key), &plainRule, cel.ErrNoSuchKey)
		})
	}))
	check(t, err.Error(), "secrets[REDACTED].open[REDACTED]: no such key [plain]")
	check(t, errors.Is(err, cel.ErrNoSuchKey), true)
}
