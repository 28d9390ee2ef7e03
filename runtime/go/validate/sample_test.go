package validate_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate/rules"
)

// user is a message whose check is in the style of generated code.
type user struct {
	name    string
	roles   []role
	labels  map[string]int64
	manager *user
	// email is nil if the oneof contact is not set.
	email   *string
	scores  map[int32]role
	divisor int64
}

type role struct {
	name string
	tags []string
}

var (
	nameField    = validate.Field{Number: 1, Name: "name", Kind: validate.KindString}
	rolesField   = validate.Field{Number: 2, Name: "roles", Kind: validate.KindMessage}
	labelsField  = validate.Field{Number: 3, Name: "labels", Kind: validate.KindMessage, MapKey: validate.KindString, MapValue: validate.KindInt64}
	managerField = validate.Field{Number: 4, Name: "manager", Kind: validate.KindGroup}
	emailField   = validate.Field{Number: 5, Name: "email", Kind: validate.KindString}
	scoresField  = validate.Field{Number: 6, Name: "scores", Kind: validate.KindMessage, MapKey: validate.KindSint32, MapValue: validate.KindMessage}
	divisorField = validate.Field{Number: 7, Name: "divisor", Kind: validate.KindInt64}
	tagsField    = validate.Field{Number: 2, Name: "tags", Kind: validate.KindString}
)

var (
	minLen     = validate.Rule{Path: &rules.StringMinLen, ID: "string.min_len", Message: "must be at least 3 characters", Param: uint64(3)}
	lower      = validate.Rule{Path: &rules.StringPattern, ID: "string.pattern", Message: "must be lower case"}
	positive   = validate.Rule{Path: &rules.Int64Gt, ID: "int64.gt", Message: "must be greater than 0", Param: int64(0)}
	even       = validate.Rule{Path: &validate.RulePath{Set: &rules.Int64, Field: validate.Field{Number: 1161, Name: "[acme.even]", Kind: validate.KindBool}}, ID: "int64.even"}
	maxItems   = validate.Rule{Path: &rules.RepeatedMaxItems, ID: "repeated.max_items", Message: "must contain no more than 2 item(s)", Param: uint64(2)}
	maxPairs   = validate.Rule{Path: &rules.MapMaxPairs, ID: "map.max_pairs"}
	ownManager = validate.Rule{ID: "user.manager", Message: "must not be one's own manager"}
	emailRule  = validate.Rule{Path: &rules.StringEmail, ID: "string.email"}
	share      = validate.Rule{Path: &rules.Cel, Index: 1, ID: "user.share"}
	expression = validate.Rule{Path: &rules.CelExpression, Index: 0, ID: "this < 100"}
)

func (m *user) Validate() error {
	var c validate.Context
	m.CheckRules(&c)
	return c.Err()
}

func (m *user) CheckRules(c *validate.Context) {
	if m.manager != nil && m.manager.name == m.name && !c.Violate(validate.Here, &ownManager) {
		return
	}
	if m.name == "" {
		if !c.Violate(nameField.Place(), &validate.Required) {
			return
		}
	} else if len(m.name) < 3 && !c.Violate(nameField.Place(), &minLen) {
		return
	}
	if len(m.roles) > 2 && !c.Violate(rolesField.Place(), &maxItems) {
		return
	}
	for index := range m.roles {
		mark, ok := c.Enter(&rolesField)
		if !ok {
			return
		}
		m.roles[index].CheckRules(c)
		if c.Leave(mark) && !c.Within(mark, rolesField.Item(index)) {
			return
		}
	}
	if !m.checkMaps(c) {
		return
	}
	if m.manager != nil {
		mark, ok := c.Enter(&managerField)
		if !ok {
			return
		}
		m.manager.CheckRules(c)
		if c.Leave(mark) && !c.Within(mark, managerField.Place()) {
			return
		}
	}
	if m.email == nil {
		if !c.Violate(validate.Oneof("contact"), &validate.OneofRequired) {
			return
		}
	} else if !strings.Contains(*m.email, "@") && !c.ViolateText(emailField.Place(), &emailRule, "no @ in "+*m.email) {
		return
	}
	quotient, err := cel.DivInt(100, m.divisor)
	if err != nil {
		c.Fail(divisorField.Place(), &share, err)
		return
	}
	if quotient >= 100 {
		c.Violate(divisorField.Place(), &expression)
	}
}

func (m *user) checkMaps(c *validate.Context) bool {
	if len(m.labels) > 4 && !c.Violate(labelsField.Place(), &maxPairs) {
		return false
	}
	mark := c.Mark()
	for key, value := range m.labels {
		if key != strings.ToLower(key) && !c.Violate(labelsField.Key(validate.StringKey(key)), &lower) {
			return false
		}
		if value <= 0 && !c.Violate(labelsField.Value(validate.StringKey(key)), &positive) {
			return false
		}
		if value%2 != 0 && !c.Violate(labelsField.Value(validate.StringKey(key)), &even) {
			return false
		}
	}
	c.Sort(mark)
	mark = c.Mark()
	for key, value := range m.scores {
		mark, ok := c.Enter(&scoresField)
		if !ok {
			return false
		}
		value.CheckRules(c)
		if c.Leave(mark) && !c.Within(mark, scoresField.Value(validate.IntKey(int64(key)))) {
			return false
		}
	}
	c.Sort(mark)
	return true
}

func (m *role) CheckRules(c *validate.Context) {
	if len(m.name) < 3 && !c.Violate(nameField.Place(), &minLen) {
		return
	}
	for index, tag := range m.tags {
		if len(tag) < 3 && !c.Violate(tagsField.Item(index), &minLen) {
			return
		}
	}
}

// valid returns a user that satisfies all rules, after some changes.
func valid(changes ...func(*user)) *user {
	email := "ada@example.com"
	u := &user{name: "ada", email: &email, divisor: 4}
	for _, change := range changes {
		change(u)
	}
	return u
}

// admin returns a role that satisfies its rules, except those of its tags.
func admin(tags ...string) role {
	return role{name: "admin", tags: tags}
}

// violations returns the violations of a message; the test fails if there are
// none.
func violations(t *testing.T, err error) *validate.Error {
	t.Helper()
	var found *validate.Error
	if !errors.As(err, &found) {
		t.Fatalf("not violations: %v", err)
	}
	return found
}

// paths returns the field paths of all violations.
func paths(err error) []string {
	var found *validate.Error
	if !errors.As(err, &found) {
		return nil
	}
	var paths []string
	for _, violation := range found.Violations() {
		paths = append(paths, violation.FieldPath().String())
	}
	return paths
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func check(t *testing.T, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("got %#v, want %#v", got, want)
	}
}

func labels(entries map[string]int64) func(*user) {
	return func(u *user) { u.labels = maps.Clone(entries) }
}
