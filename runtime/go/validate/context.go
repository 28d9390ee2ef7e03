package validate

import (
	"slices"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

// maxOwned is the maximum of text in violations, from map keys and computed
// messages, in bytes.
const maxOwned = 1 << 20

// redactedMessage is the message of a violation whose computed message can
// contain the value of a field with the option debug_redact.
const redactedMessage = "value is invalid"

// Context is the state of a validation. The zero value is ready to use, and has
// the default options. Only generated code uses it.
//
// It allocates nothing before the first violation. Places of violations are
// relative to the message whose rules are checked. After the check of a nested
// message, its parent adds its own place to the violations that were recorded
// since, so that valid messages have no cost for paths.
type Context struct {
	// settings is nil for the default options.
	settings *settings
	// found is nil before the first violation.
	found *findings
	now   cel.Timestamp
	steps cel.Steps
	// depth is the number of messages around the current one.
	depth int
	// node is the position of the current message in the mask.
	node node
	// redacted is whether the current message is in a field with the option
	// debug_redact.
	redacted, hasNow, hasSteps bool
}

// findings are the findings of a validation.
type findings struct {
	violations []Violation
	// owned is the number of bytes of text in the violations.
	owned     int
	truncated bool
	// stopped is whether the validation ends.
	stopped bool
	// failure is the reason why the message cannot be validated.
	failure error
	// result is the error of the validation, once it is complete.
	result error
}

// Mark is a state of a [Context], before the check of a nested message or a
// loop over a map.
type Mark struct {
	violations int
	owned      int
	node       node
	redacted   bool
}

// limits returns the options.
func (c *Context) limits() *settings {
	if c.settings == nil {
		return &defaults
	}
	return c.settings
}

// Now returns the current time, which is the same during one validation. The
// clock is read when it is first used.
func (c *Context) Now() cel.Timestamp {
	if !c.hasNow {
		c.now, c.hasNow = cel.Now(), true
	}
	return c.now
}

// Steps returns the remaining steps for all rules of the validation.
func (c *Context) Steps() *cel.Steps {
	if !c.hasSteps {
		limits := c.limits()
		c.steps, c.hasSteps = cel.NewSteps(limits.maxSteps, limits.deadline), true
	}
	return &c.steps
}

// Mark returns the state before a loop over a map, for [Context.Sort].
func (c *Context) Mark() Mark {
	mark := Mark{node: c.node, redacted: c.redacted}
	if c.found != nil {
		mark.violations, mark.owned = len(c.found.violations), c.found.owned
	}
	return mark
}

// Enter begins the check of a message in a field. It returns false if messages
// are nested too deeply; then the check ends.
func (c *Context) Enter(field *Field) (Mark, bool) {
	mark := c.Mark()
	if c.depth >= c.limits().maxDepth {
		return mark, c.fail(&DepthError{Limit: c.limits().maxDepth})
	}
	c.depth++
	c.redacted = c.redacted || field.Redacted
	if c.settings != nil && c.settings.selection != nil {
		c.node = c.settings.selection.child(c.node, field.Name)
	}
	return mark, true
}

// Leave ends the check of a message since [Context.Enter]. It reports whether
// something was recorded, which needs [Context.Within].
func (c *Context) Leave(mark Mark) bool {
	c.depth--
	c.node, c.redacted = mark.node, mark.redacted
	return c.found != nil && (c.found.stopped || len(c.found.violations) > mark.violations)
}

// Within adds the place of a message to what was recorded since a mark. It
// returns false if the validation ends; then the check ends.
func (c *Context) Within(mark Mark, at Place) bool {
	found := c.found
	if found == nil {
		return true
	}
	element := at.element(c.redacted || at.isRedacted())
	if failure, ok := found.failure.(*RuntimeError); ok {
		failure.path = append(failure.path, element)
	}
	owned := mark.owned
	for i := mark.violations; i < len(found.violations); i++ {
		if owned > maxOwned {
			// With their whole paths, the violations have too much text. What
			// follows would not have been found.
			found.violations = slices.Delete(found.violations, i, len(found.violations))
			found.truncated, found.stopped, found.failure = true, true, nil
			break
		}
		violation := &found.violations[i]
		violation.within(element)
		owned += violation.owned
	}
	found.owned = owned
	return !found.stopped
}

// Sort sorts the violations that a loop over a map recorded since a mark by the
// keys of the map. The violations of one entry keep their order.
func (c *Context) Sort(mark Mark) {
	if c.found != nil && len(c.found.violations) > mark.violations {
		sortByKey(c.found.violations[mark.violations:])
	}
}

func sortByKey(violations []Violation) {
	outermost := func(v *Violation) Element {
		if len(v.path) == 0 {
			return Element{}
		}
		return v.path[len(v.path)-1]
	}
	first := outermost(&violations[0])
	for i := range violations {
		if element := outermost(&violations[i]); element.MapKey == 0 || element.Name != first.Name {
			return
		}
	}
	slices.SortStableFunc(violations, func(a, b Violation) int {
		return outermost(&a).Subscript.compare(outermost(&b).Subscript)
	})
}
