package validate_test

import (
	"fmt"
	"testing"

	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
)

// lines returns "field | rule | for a key | id" of each violation.
func lines(t *testing.T, u *user) (lines []string) {
	t.Helper()
	for _, violation := range violations(t, u.Validate()).Violations() {
		lines = append(lines, fmt.Sprintf("%v | %v | %t | %s",
			violation.FieldPath(), violation.RulePath(), violation.ForKey(), violation.RuleID()))
	}
	return lines
}

func TestAValidMessageHasNoViolations(t *testing.T) {
	check(t, valid().Validate(), nil)
	check(t, validate.Check(valid()), nil)
	check(t, validate.CheckFunc(valid().CheckRules, validate.First()), nil)
}

func TestPathsBeginAtTheOutermostMessage(t *testing.T) {
	manager := valid(func(u *user) { u.name, u.roles = "al", []role{admin("long"), admin("long", "x")} })
	same(t, lines(t, valid(func(u *user) { u.name, u.manager = "", manager })), []string{
		"name | required | false | required",
		"manager.name | string.min_len | false | string.min_len",
		"manager.roles[1].tags[1] | repeated.items.string.min_len | false | string.min_len",
	})
}

func TestRulesOfMessagesAndOneofsHaveNoPath(t *testing.T) {
	same(t, lines(t, valid(func(u *user) { u.manager, u.email = valid(), nil })), []string{
		" |  | false | user.manager",
		"contact |  | false | required",
	})
}

func TestEntriesAreSortedByTheirKeys(t *testing.T) {
	u := valid(labels(map[string]int64{"b": -1, "c": 2, "A": 0, `"`: 1}))
	u.scores = map[int32]role{}
	for key, name := range map[int32]string{9: "", -3: "x", 0: "long"} {
		u.scores[key] = role{name: name, tags: []string{"x"}}
	}
	same(t, lines(t, u), []string{
		`labels["\""] | map.values.int64.[acme.even] | false | int64.even`,
		`labels["A"] | map.keys.string.pattern | true | string.pattern`,
		`labels["A"] | map.values.int64.gt | false | int64.gt`,
		`labels["b"] | map.values.int64.gt | false | int64.gt`,
		`labels["b"] | map.values.int64.[acme.even] | false | int64.even`,
		"scores[-3].name | string.min_len | false | string.min_len",
		"scores[-3].tags[0] | repeated.items.string.min_len | false | string.min_len",
		"scores[0].tags[0] | repeated.items.string.min_len | false | string.min_len",
		"scores[9].name | string.min_len | false | string.min_len",
		"scores[9].tags[0] | repeated.items.string.min_len | false | string.min_len",
	})
}

func TestCustomRulesHaveTheirIndex(t *testing.T) {
	same(t, lines(t, valid(func(u *user) { u.divisor = 1 })), []string{
		"divisor | cel_expression[0] | false | this < 100",
	})
}

func TestViolationsHaveMessagesAndParameters(t *testing.T) {
	email := "ada"
	u := valid(labels(map[string]int64{"a": 1}), func(u *user) { u.name, u.email = "al", &email })
	found := violations(t, u.Validate())
	name, label := &found.Violations()[0], &found.Violations()[1]
	check(t, name.Message(), "must be at least 3 characters")
	check(t, name.Param(), uint64(3))
	check(t, label.Message(), "")
	check(t, label.Param(), nil)
	check(t, found.Violations()[2].Message(), "no @ in ada")
	check(t, name.String(), "name: must be at least 3 characters [string.min_len]")
	check(t, found.Error(), "name: must be at least 3 characters [string.min_len]\n"+
		"labels[\"a\"]: [int64.even]\n"+
		"email: no @ in ada [string.email]")
}

func TestElementsDescribeTheirField(t *testing.T) {
	u := valid(labels(map[string]int64{"a": 0}), func(u *user) { u.email = nil })
	found := violations(t, u.Validate()).Violations()
	check(t, found[0].FieldPath()[0], validate.Element{
		Name: "labels", Number: 3, Kind: validate.KindMessage,
		MapKey: validate.KindString, MapValue: validate.KindInt64, Subscript: validate.StringKey("a"),
	})
	check(t, found[1].FieldPath()[0], validate.Element{Name: "contact"})
	var numbers []int32
	for _, element := range found[0].RulePath() {
		numbers = append(numbers, element.Number)
	}
	check(t, fmt.Sprint(numbers), "[19 5 4 4]")
}

func TestSubscriptsHaveKinds(t *testing.T) {
	for _, test := range []struct {
		subscript validate.Subscript
		kind      validate.SubscriptKind
		text      string
	}{
		{validate.Subscript{}, validate.NoSubscript, ""},
		{validate.BoolKey(true), validate.BoolSubscript, "[true]"},
		{validate.BoolKey(false), validate.BoolSubscript, "[false]"},
		{validate.IntKey(-1), validate.IntSubscript, "[-1]"},
		{validate.UintKey(1 << 63), validate.UintSubscript, "[9223372036854775808]"},
		{validate.StringKey("é"), validate.StringSubscript, `["é"]`},
		{validate.StringKey("\"\\\x00\n\r\t'"), validate.StringSubscript, `["\"\\\0\n\r\t'"]`},
		{validate.StringKey("\x07\u0301\u200d\u00a0"), validate.StringSubscript, `["\u{7}\u{301}\u{200d}\u{a0}"]`},
		{validate.StringKey("\xff"), validate.StringSubscript, "[\"\ufffd\"]"},
	} {
		check(t, test.subscript.Kind(), test.kind)
		check(t, test.subscript.String(), test.text)
	}
	check(t, validate.BoolKey(true).Bool(), true)
	check(t, validate.IntKey(-1).Int(), int64(-1))
	check(t, validate.UintKey(5).Uint(), uint64(5))
	check(t, validate.StringKey("a").Text(), "a")
	// A subscript of another kind is zero.
	check(t, validate.IntKey(-1).Uint()+validate.UintKey(5).Index(), uint64(0))
	check(t, validate.IntKey(1).Bool(), false)
	check(t, validate.FieldPath(nil).String(), "")
}
