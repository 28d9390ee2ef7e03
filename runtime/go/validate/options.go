package validate

import (
	"time"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

// settings are the options of a validation.
type settings struct {
	first         bool
	hasNow        bool
	now           cel.Timestamp
	maxDepth      int
	maxViolations int
	maxSteps      uint64
	deadline      time.Time
	// selection is nil without a mask.
	selection *selection
}

var defaults = settings{
	maxDepth:      100,
	maxViolations: 1000,
	maxSteps:      10_000_000,
}

// Option is an option of a validation.
type Option func(*settings)

// First stops the validation at the first violation.
//
// The order of the fields in the schema decides which violation is the first.
// The order of map entries is not defined.
func First() Option {
	return func(s *settings) { s.first = true }
}

// Now sets now in rules. The default is the time of the system clock when a
// rule first uses it.
func Now(now time.Time) Option {
	return func(s *settings) { s.hasNow, s.now = true, cel.TimestampOfTime(now) }
}

// MaxDepth limits the depth of nested messages. The default is 100. Over the
// limit, validation fails with a [DepthError].
func MaxDepth(levels int) Option {
	return func(s *settings) { s.maxDepth = levels }
}

// MaxViolations limits the number of violations. The default is 1000.
// Validation stops at the next one, and [Error.Truncated] is true.
//
// Validation also stops when the violations contain more than 1 MiB of text
// from map keys and computed messages.
func MaxViolations(violations int) Option {
	return func(s *settings) { s.maxViolations = violations }
}

// MaxSteps limits the steps of rules with nested loops or other repeated work;
// see [cel.Steps]. The default is 10,000,000, which take some tens of
// milliseconds. Over the limit, validation fails with a [StepsError].
//
// The default is enough to compare all pairs of 3,000 items.
func MaxSteps(steps uint64) Option {
	return func(s *settings) { s.maxSteps = steps }
}

// Deadline sets a deadline for rules that take many steps; see [cel.Steps].
// After it, validation fails with a [DeadlineError].
//
// Servers set the deadline of the call.
func Deadline(deadline time.Time) Option {
	return func(s *settings) { s.deadline = deadline }
}

// Mask reports only violations in the fields that the paths of a
// google.protobuf.FieldMask select.
//
// A path selects a field with all its content, in each item and entry of
// repeated fields and maps. A rule of a message is selected only if a path
// selects the whole message. A rule of a oneof is selected if a path selects
// the whole message or names the oneof. The path * selects everything, and a
// mask without paths selects nothing. Rules that are not selected are still
// evaluated, but their violations and errors are dropped.
func Mask(paths ...string) Option {
	return func(s *settings) { s.selection = newSelection(paths) }
}

// Checker is a message with generated rules.
type Checker interface {
	// CheckRules records the violations of the message in a context. Do not
	// call it: call the method Validate of the message, or Check.
	CheckRules(c *Context)
}

// Check validates a message with options. Without options, call the method
// Validate of the message.
//
// The error is an [*Error] if the message violates its rules. It is a
// [*RuntimeError], [*DepthError], [*StepsError], [*DeadlineError] or
// [*CompilationError] if the message cannot be validated.
func Check(m Checker, options ...Option) error {
	return CheckFunc(m.CheckRules, options...)
}

// CheckFunc is like [Check], for a message of another package, whose rules are
// checked by a generated function:
//
//	err := validate.CheckFunc(func(c *validate.Context) { CheckUser(user, c) }, validate.First())
func CheckFunc(check func(c *Context), options ...Option) error {
	s := defaults
	for _, option := range options {
		option(&s)
	}
	c := Context{settings: &s, now: s.now, hasNow: s.hasNow}
	if s.selection != nil {
		c.node = s.selection.root()
	}
	check(&c)
	return c.Err()
}
