package validate

import (
	"slices"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

// Violate records a violation of a rule, with the message of the rule. It
// returns false if the validation ends; then the check ends.
func (c *Context) Violate(at Place, rule *Rule) bool {
	return c.record(&at, rule, rule.Message, 0)
}

// ViolateText records a violation of a rule, with a computed message. A message
// that can contain the value of a field with the option debug_redact is
// replaced by a constant one. It returns false if the validation ends; then the
// check ends.
func (c *Context) ViolateText(at Place, rule *Rule, text string) bool {
	if rule.Redacted || c.redacted || at.isRedacted() {
		return c.record(&at, rule, redactedMessage, 0)
	}
	return c.record(&at, rule, text, len(text))
}

// Fail records that the evaluation of a rule failed. It returns false, unless
// the mask does not select the place; then the check ends.
func (c *Context) Fail(at Place, rule *Rule, err error) bool {
	if !c.selects(&at) {
		return true
	}
	failure := &RuntimeError{rule: rule, scope: at.scope, err: err}
	if element := at.element(c.redacted || at.isRedacted()); element.Name != "" {
		failure.path = FieldPath{element}
	}
	return c.fail(failure)
}

// Require records a violation of a rule if its test does not hold, or the error
// of the test. It returns false if the validation ends; then the check ends.
func (c *Context) Require(at Place, rule *Rule, holds bool, err error) bool {
	switch {
	case err != nil:
		return c.Fail(at, rule, err)
	case !holds:
		return c.Violate(at, rule)
	}
	return true
}

// Ask records a violation of a rule if its text is not empty, or the error of
// its evaluation. The text is the message of the violation. It returns false if
// the validation ends; then the check ends.
func (c *Context) Ask(at Place, rule *Rule, text string, err error) bool {
	switch {
	case err != nil:
		return c.Fail(at, rule, err)
	case text != "":
		return c.ViolateText(at, rule, text)
	}
	return true
}

// Fault records that the schema has an invalid rule. Then the check ends.
func (c *Context) Fault(message string) {
	c.fail(&CompilationError{Message: message})
}

// Err returns the error of the validation; nil if the message is valid.
func (c *Context) Err() error {
	if c.found == nil && c.steps.End() == cel.NotEnded {
		return nil
	}
	return c.outcome()
}

func (c *Context) outcome() error {
	// Without all steps, the findings may be wrong.
	switch c.steps.End() {
	case cel.UsedUp:
		return &StepsError{Limit: c.limits().maxSteps}
	case cel.DeadlinePassed:
		return &DeadlineError{}
	}
	found := c.found
	if found.result == nil {
		found.result = found.complete()
	}
	return found.result
}

// complete returns the error of a validation that is complete.
func (found *findings) complete() error {
	if found.failure != nil {
		if failure, ok := found.failure.(*RuntimeError); ok {
			slices.Reverse(failure.path)
		}
		return found.failure
	}
	// The mask may not select any violation.
	if len(found.violations) == 0 && !found.truncated {
		return nil
	}
	for i := range found.violations {
		slices.Reverse(found.violations[i].path)
	}
	return &Error{violations: found.violations, truncated: found.truncated}
}

// record records a violation. computed is the number of bytes of a message that
// is not a constant.
func (c *Context) record(at *Place, rule *Rule, message string, computed int) bool {
	if !c.selects(at) {
		return true
	}
	limits, found := c.limits(), c.findings()
	if len(found.violations) >= limits.maxViolations || found.owned > maxOwned {
		found.truncated, found.stopped = true, true
		return false
	}
	violation := Violation{rule: rule, scope: at.scope, message: message, owned: computed}
	if element := at.element(c.redacted || at.isRedacted()); element.Name != "" {
		violation.within(element)
	}
	found.owned += violation.owned
	found.violations = append(found.violations, violation)
	found.stopped = found.stopped || limits.first
	return !found.stopped
}

// selects reports whether the mask selects a place of the current message.
func (c *Context) selects(at *Place) bool {
	if c.settings == nil || c.settings.selection == nil {
		return true
	}
	position := c.node
	if name := at.name(); name != "" {
		position = c.settings.selection.child(position, name)
	}
	return position == selected
}

// fail records the first failure, and returns false.
func (c *Context) fail(failure error) bool {
	found := c.findings()
	if found.failure == nil {
		found.failure = failure
	}
	found.stopped = true
	return false
}

func (c *Context) findings() *findings {
	if c.found == nil {
		c.found = &findings{}
	}
	return c.found
}
