package validate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate/rules"
)

// invalid returns a user who violates a rule for each role, and one more.
func invalid(roles int) *user {
	return valid(func(u *user) {
		u.name = "al"
		for range roles {
			u.roles = append(u.roles, admin("x"))
		}
	})
}

func TestAllViolationsOrTheFirstAreFound(t *testing.T) {
	all := violations(t, invalid(2).Validate())
	check(t, len(all.Violations()), 3)
	check(t, violations(t, validate.Check(invalid(2))).Error(), all.Error())
	first := violations(t, validate.Check(invalid(2), validate.First()))
	check(t, len(first.Violations()), 1)
	check(t, first.Violations()[0].String(), all.Violations()[0].String())
	check(t, all.Truncated() || first.Truncated(), false)
}

func TestTheNumberOfViolationsIsLimited(t *testing.T) {
	with := func(most int) *validate.Error {
		return violations(t, validate.Check(invalid(2), validate.MaxViolations(most)))
	}
	for most, want := range map[int]struct {
		count     int
		truncated bool
	}{3: {3, false}, 2: {2, true}, 0: {0, true}} {
		found := with(most)
		check(t, len(found.Violations()), want.count)
		check(t, found.Truncated(), want.truncated)
	}
	check(t, strings.HasSuffix(with(2).Error(), "[string.min_len]\n… and more"), true)
	hostile := violations(t, invalid(1_000_000).Validate())
	check(t, len(hostile.Violations()), 1000)
	check(t, hostile.Truncated(), true)
}

// checkFunc is a message with a function as its check.
type checkFunc func(c *validate.Context)

func (f checkFunc) CheckRules(c *validate.Context) { f(c) }

var (
	entriesField = validate.Field{Number: 1, Name: "entries", Kind: validate.KindMessage, MapKey: validate.KindString, MapValue: validate.KindMessage}
	itemsField   = validate.Field{Number: 1, Name: "items", Kind: validate.KindString}
	inRule       = validate.Rule{Path: &rules.StringIn, ID: "string.in"}
)

// within checks a message in a field.
func within(c *validate.Context, at validate.Place, field *validate.Field, message func()) bool {
	mark, ok := c.Enter(field)
	if !ok {
		return false
	}
	message()
	return !c.Leave(mark) || c.Within(mark, at)
}

// The path of each violation below a long key contains the key.
func TestTheTextOfViolationsIsLimited(t *testing.T) {
	long := func(key string, levels int, end func(c *validate.Context)) *validate.Error {
		var at func(c *validate.Context, level int)
		at = func(c *validate.Context, level int) {
			if level == 0 {
				for index := range 900 {
					if !c.Violate(itemsField.Item(index), &inRule) {
						return
					}
				}
				end(c)
				return
			}
			within(c, entriesField.Value(validate.StringKey(key)), &entriesField, func() { at(c, level-1) })
		}
		return violations(t, validate.Check(checkFunc(func(c *validate.Context) { at(c, levels) })))
	}
	ends := func(*validate.Context) {}
	fails := func(c *validate.Context) { c.Fail(validate.Here, &inRule, cel.ErrDivisionByZero) }
	for _, test := range []struct {
		size, levels int
		end          func(c *validate.Context)
		count        int
		truncated    bool
	}{
		{1 << 18, 1, ends, 5, true},
		{1 << 17, 2, ends, 5, true},
		{1 << 10, 1, ends, 900, false},
		// The error after the limit would not have been found.
		{1 << 18, 1, fails, 5, true},
	} {
		found := long(strings.Repeat("k", test.size), test.levels, test.end)
		check(t, len(found.Violations()), test.count)
		check(t, found.Truncated(), test.truncated)
	}
}

func TestTheTextOfMessagesIsLimited(t *testing.T) {
	text := strings.Repeat("t", 1<<18)
	found := violations(t, validate.Check(checkFunc(func(c *validate.Context) {
		for c.ViolateText(validate.Here, &inRule, text) {
		}
	})))
	check(t, len(found.Violations()), 5)
}

func TestTheDepthOfMessagesIsLimited(t *testing.T) {
	nested := func(levels int) *user {
		u := valid()
		for level := range levels {
			u = valid(func(outer *user) { outer.name, outer.manager = fmt.Sprint("user", level), u })
		}
		return u
	}
	check(t, nested(100).Validate(), nil)
	err := nested(101).Validate()
	var tooDeep *validate.DepthError
	if !errors.As(err, &tooDeep) || tooDeep.Limit != 100 {
		t.Errorf("got %v", err)
	}
	check(t, err.Error(), "messages are nested more than 100 levels deep")
	check(t, validate.Check(nested(1), validate.MaxDepth(1)), nil)
	if err := validate.Check(nested(2), validate.MaxDepth(1)); !errors.As(err, &tooDeep) || tooDeep.Limit != 1 {
		t.Errorf("got %v", err)
	}
	// Sibling messages do not add to the depth.
	wide := valid(func(u *user) {
		u.scores = map[int32]role{}
		for key := range int32(200) {
			u.scores[key] = admin()
		}
	})
	check(t, validate.Check(wide, validate.MaxDepth(1)), nil)
}

func TestARuleWithoutAValueIsAnError(t *testing.T) {
	u := invalid(1)
	u.divisor = 0
	err := u.Validate()
	var failed *validate.RuntimeError
	if !errors.As(err, &failed) {
		t.Fatalf("got %v", err)
	}
	check(t, err.Error(), "divisor: division by zero [user.share]")
	check(t, failed.FieldPath().String(), "divisor")
	check(t, failed.RulePath().String(), "cel[1]")
	check(t, failed.RuleID(), "user.share")
	check(t, errors.Is(err, cel.ErrDivisionByZero), true)
	// First stops at a violation before the error.
	check(t, len(violations(t, validate.Check(u, validate.First())).Violations()), 1)
	// The path begins at the outermost message.
	err = valid(func(outer *user) { outer.name, outer.manager = "boss", valid(func(m *user) { m.manager = u }) }).Validate()
	check(t, err.Error(), "manager.manager.divisor: division by zero [user.share]")
}

func TestAnInvalidRuleIsAnErrorOfTheSchema(t *testing.T) {
	err := validate.Check(checkFunc(func(c *validate.Context) { c.Fault("duplicate a in oneof rule") }))
	var invalid *validate.CompilationError
	check(t, errors.As(err, &invalid), true)
	check(t, err.Error(), "the schema has an invalid rule: duplicate a in oneof rule")
}

// A check that ignores an error does not make the message valid.
func TestErrorsCannotBeLost(t *testing.T) {
	err := validate.Check(checkFunc(func(c *validate.Context) {
		c.Fail(validate.Here, &validate.Required, cel.ErrDivisionByZero)
		c.Fault("later")
	}))
	check(t, err.Error(), "division by zero [required]")
}

func TestStepsOfTestsAreRecorded(t *testing.T) {
	rule := validate.Rule{ID: "rule", Message: "constant"}
	err := validate.Check(checkFunc(func(c *validate.Context) {
		check(t, c.Require(validate.Here, &rule, true, nil), true)
		check(t, c.Require(validate.Here, &rule, false, nil), true)
		check(t, c.Ask(validate.Here, &rule, "", nil), true)
		check(t, c.Ask(validate.Here, &rule, "computed", nil), true)
	}))
	check(t, err.Error(), "constant [rule]\ncomputed [rule]")
	err = validate.Check(checkFunc(func(c *validate.Context) {
		check(t, c.Require(validate.Here, &rule, false, cel.ErrNoSuchKey), false)
		check(t, c.Ask(validate.Here, &rule, "computed", cel.ErrNoSuchField), false)
	}))
	check(t, err.Error(), "no such key [rule]")
}

func TestTheTimeDoesNotChangeDuringAValidation(t *testing.T) {
	before := cel.Now()
	check(t, validate.Check(checkFunc(func(c *validate.Context) {
		now := c.Now()
		time.Sleep(2 * time.Millisecond)
		check(t, c.Now(), now)
		check(t, before.Compare(now) <= 0 && now.Compare(cel.Now()) < 0, true)
	})), nil)
	check(t, validate.Check(checkFunc(func(c *validate.Context) {
		check(t, c.Now(), cel.Timestamp{Seconds: -1, Nanos: 5})
	}), validate.Now(time.Unix(-1, 5))), nil)
}

func TestTheResultIsTheSameWhenReadTwice(t *testing.T) {
	var c validate.Context
	invalid(2).CheckRules(&c)
	first := c.Err().Error()
	check(t, c.Err().Error(), first)
}

var sums = validate.Rule{ID: "sums", Message: "no sum may be negative"}

// sum checks the sums of all triples of values, in the style of generated code.
func sum(values ...int64) checkFunc {
	return func(c *validate.Context) {
		steps := c.Steps()
		holds, err := cel.TryAll(nil, values, func(a int64) (bool, error) {
			return cel.TryAll(steps, values, func(b int64) (bool, error) {
				return cel.TryAll(steps, values, func(v int64) (bool, error) { return a+b+v >= 0, nil })
			})
		})
		c.Require(validate.Here, &sums, holds, err)
	}
}

func TestRulesAreCheckedWithinTheirBudget(t *testing.T) {
	check(t, validate.Check(sum(make([]int64, 100)...)), nil)
	// One step for each pair and one for each triple.
	ten := sum(make([]int64, 10)...)
	check(t, validate.Check(ten, validate.MaxSteps(1100)), nil)
	violations(t, validate.Check(sum(1, -1, -2)))
	var steps *validate.StepsError
	err := validate.Check(ten, validate.MaxSteps(1099))
	check(t, errors.As(err, &steps) && steps.Limit == 1099, true)
	// Without the limit, 10^12 steps.
	err = validate.Check(sum(make([]int64, 10_000)...))
	check(t, err.Error(), "the rules take more than 10000000 steps for this message")

	passed := validate.Deadline(time.Now())
	err = validate.Check(sum(make([]int64, 100)...), passed)
	var deadline *validate.DeadlineError
	check(t, errors.As(err, &deadline) && errors.Is(err, context.DeadlineExceeded), true)
	check(t, err.Error(), "the validation was not complete at the deadline")
	// Rules that take no steps do not read the clock.
	check(t, validate.Check(sum(), passed), nil)
	ahead := validate.Deadline(time.Now().Add(time.Hour))
	check(t, validate.Check(sum(make([]int64, 100)...), ahead), nil)
	err = validate.Check(sum(make([]int64, 10_000)...), ahead, validate.MaxSteps(1_000_000))
	check(t, errors.As(err, &steps), true)
}

// A loop that ends early because of the budget can cause false violations or
// errors, which must not be reported.
func TestResultsOfIncompleteLoopsAreDiscarded(t *testing.T) {
	endsEarly := checkFunc(func(c *validate.Context) {
		if !cel.Exists(c.Steps(), []byte("abcdz"), func(b byte) bool { return b == 'z' }) && !c.Violate(validate.Here, &sums) {
			return
		}
		c.Fail(validate.Here, &sums, cel.ErrDivisionByZero)
	})
	for _, options := range [][]validate.Option{{validate.MaxSteps(3)}, {validate.MaxSteps(3), validate.First()}} {
		var steps *validate.StepsError
		check(t, errors.As(validate.Check(endsEarly, options...), &steps), true)
	}
}
