package validate_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
)

// maskedPaths returns the paths of the violations of a completely invalid user,
// with a mask.
func maskedPaths(mask ...string) []string {
	u := valid(labels(map[string]int64{"A": 2}), func(u *user) {
		u.name, u.email = "al", nil
		u.roles = []role{{}, admin("x")}
		u.manager = valid(func(u *user) { u.name = "al" })
	})
	return paths(validate.Check(u, validate.Mask(mask...)))
}

func TestAPathSelectsAFieldAndItsContents(t *testing.T) {
	for mask, want := range map[string]string{
		"name":              "name",
		"roles":             "roles[0].name roles[1].tags[0]",
		"roles.tags":        "roles[1].tags[0]",
		"contact":           "contact",
		"labels":            `labels["A"]`,
		"manager":           "manager.name",
		"manager.name name": "name manager.name",
		// The whole field includes a part of it.
		"manager.name manager": "manager.name",
		"nam":                  "",
		"name.x":               "",
		"roles.x":              "",
		"x.name":               "",
		"manager.roles":        "",
	} {
		same(t, maskedPaths(strings.Fields(mask)...), strings.Fields(want))
	}
	same(t, maskedPaths(), nil)
	same(t, maskedPaths(""), nil)
}

func TestRulesOfAMessageNeedTheWholeMessage(t *testing.T) {
	all := maskedPaths("*")
	check(t, len(all), 7)
	check(t, all[0], "")
	check(t, slices.Contains(all, "contact"), true)
	check(t, len(maskedPaths("name", "roles", "labels", "manager", "email", "scores", "divisor")), 5)
}

func TestErrorsCountOnlyIfTheirFieldIsSelected(t *testing.T) {
	u := valid(func(u *user) { u.name, u.divisor = "al", 0 })
	var failed *validate.RuntimeError
	check(t, errors.As(validate.Check(u, validate.Mask("divisor")), &failed), true)
	same(t, paths(validate.Check(u, validate.Mask("name"))), []string{"name"})
	check(t, validate.Check(u, validate.Mask("roles")), nil)
}

// First returns the first selected violation.
func TestTheMaskAppliesBeforeTheLimit(t *testing.T) {
	u := valid(func(u *user) { u.name, u.roles = "", []role{admin("x"), admin("x")} })
	same(t, paths(validate.Check(u, validate.Mask("roles"), validate.First())), []string{"roles[0].tags[0]"})
	same(t, paths(validate.Check(u, validate.Mask("roles"), validate.MaxViolations(1))), []string{"roles[0].tags[0]"})
}

// The time for a long mask and many violations, both from a peer, is not their
// product.
func TestALongMaskIsParsedOnce(t *testing.T) {
	mask := make([]string, 100_000)
	for i := range mask {
		mask[i] = fmt.Sprint("roles.f", i)
	}
	mask = append(mask, strings.Repeat("a.", 100_000))
	u := valid(func(u *user) { u.roles = slices.Repeat([]role{admin("x")}, 100_000) })
	check(t, validate.Check(u, validate.Mask(mask...)), nil)
}
