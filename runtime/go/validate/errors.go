package validate

import (
	"context"
	"fmt"
	"strings"
)

// Error has the violations of a message, in the order of its fields and rules.
// Map entries are in the order of their keys.
type Error struct {
	violations []Violation
	truncated  bool
}

// Violations returns the violations, at least one unless [Error.Truncated].
func (e *Error) Violations() []Violation { return e.violations }

// Truncated reports whether there may be more violations than the limit; see
// [MaxViolations].
func (e *Error) Truncated() bool { return e.truncated }

// Error returns a line for each violation.
func (e *Error) Error() string {
	var text strings.Builder
	for i := range e.violations {
		if i > 0 {
			text.WriteByte('\n')
		}
		e.violations[i].write(&text)
	}
	if e.truncated {
		text.WriteString("\n… and more")
	}
	return text.String()
}

// RuntimeError is the error of a rule whose evaluation failed, for example
// because its expression divides by zero.
type RuntimeError struct {
	// path is in reverse order until the end of the validation.
	path  FieldPath
	rule  *Rule
	scope scope
	err   error
}

// FieldPath returns the path to the field from the message that was validated.
// It is empty if the rule is for that message itself.
func (e *RuntimeError) FieldPath() FieldPath { return e.path }

// RulePath returns the path to the rule in the buf.validate.FieldRules of the
// field. It is empty for a rule of a message or oneof.
func (e *RuntimeError) RulePath() FieldPath { return e.rule.path(e.scope) }

// RuleID returns the id of the rule.
func (e *RuntimeError) RuleID() string { return e.rule.ID }

// Unwrap returns the reason why the evaluation failed: a cel.Error.
func (e *RuntimeError) Unwrap() error { return e.err }

// Error returns a text such as "name: division by zero [user.share]".
func (e *RuntimeError) Error() string {
	var text strings.Builder
	writePath(&text, e.path)
	text.WriteString(e.err.Error() + " [" + e.rule.ID + "]")
	return text.String()
}

// DepthError is the error of messages that are nested deeper than [MaxDepth]
// allows.
type DepthError struct {
	// Limit is the maximum depth.
	Limit int
}

// Error returns the text of the error.
func (e *DepthError) Error() string {
	return fmt.Sprintf("messages are nested more than %d levels deep", e.Limit)
}

// StepsError is the error of rules that need more steps than [MaxSteps] allows.
type StepsError struct {
	// Limit is the maximum number of steps.
	Limit uint64
}

// Error returns the text of the error.
func (e *StepsError) Error() string {
	return fmt.Sprintf("the rules take more than %d steps for this message", e.Limit)
}

// DeadlineError is the error of a validation that was not complete at its
// [Deadline].
type DeadlineError struct{}

// Error returns the text of the error.
func (*DeadlineError) Error() string {
	return "the validation was not complete at the deadline"
}

// Is reports whether the target is [context.DeadlineExceeded].
func (*DeadlineError) Is(target error) bool {
	return target == context.DeadlineExceeded
}

// CompilationError is the error of a schema with an invalid rule. rpcsmith
// generates code for such a schema only on request.
type CompilationError struct {
	// Message describes the invalid rule.
	Message string
}

// Error returns the text of the error.
func (e *CompilationError) Error() string {
	return "the schema has an invalid rule: " + e.Message
}
