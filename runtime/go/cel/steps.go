package cel

import (
	"math"
	"math/bits"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rpcsmith/rpcsmith/runtime/go/pattern"
)

const (
	// stepBytes is the number of bytes of a text that count as one step.
	stepBytes = 8
	// instructionsPerStep is the number of instructions of a compiled pattern
	// that one step pays for, for each byte of the text.
	instructionsPerStep = 4
	// slice is the number of steps between two reads of the clock, if there is
	// a deadline.
	slice = 1 << 16
)

// Steps has the remaining steps of a validation.
//
// Most rules take time in proportion to the size of the message, which other
// limits bound. Rules with nested loops, with loops that read a whole text or
// list in each iteration, or that compile a pattern from the message, can take
// much longer. Their code counts steps here. A step is one item of a loop, or 8
// bytes of a text.
//
// When all steps are used, or the deadline has passed, counted loops end and
// counted texts are empty. So the validation ends soon, always with an error.
//
// A nil *Steps counts nothing.
type Steps struct {
	// left is the number of steps until the clock is read.
	left uint64
	// reserve is the number of steps after that.
	reserve  uint64
	deadline time.Time
	end      End
}

// End is the reason why no steps are left.
type End uint8

// The reasons why no steps are left.
const (
	// NotEnded means that steps may be left.
	NotEnded End = iota
	// UsedUp means that all steps are used.
	UsedUp
	// DeadlinePassed means that the deadline has passed.
	DeadlinePassed
)

// NewSteps returns a number of steps. The steps end at the deadline, unless it
// is the zero time.
func NewSteps(limit uint64, deadline time.Time) Steps {
	if deadline.IsZero() {
		// Without a deadline, the clock is never read.
		return Steps{left: limit}
	}
	return Steps{reserve: limit, deadline: deadline}
}

// End returns the reason why no steps are left.
func (s *Steps) End() End { return s.end }

// Take takes steps, and reports whether enough were left.
func (s *Steps) Take(steps int) bool {
	return s.take(uint64(steps))
}

// takeOne takes one step for an item of a loop. A nil receiver is for loops
// that do not count.
func (s *Steps) takeOne() bool {
	return s == nil || s.take(1)
}

func (s *Steps) take(steps uint64) bool {
	if steps <= s.left {
		s.left -= steps
		return true
	}
	return s.takeMore(steps)
}

// takeMore takes steps from the reserve, unless the deadline has passed.
func (s *Steps) takeMore(steps uint64) bool {
	if s.end != NotEnded {
		return false
	}
	left, carry := bits.Add64(s.left, s.reserve, 0)
	if carry != 0 {
		left = math.MaxUint64
	}
	switch {
	case steps > left:
		s.end = UsedUp
	case !s.deadline.IsZero() && !time.Now().Before(s.deadline):
		s.end = DeadlinePassed
	default:
		left -= steps
		s.left = min(left, slice)
		s.reserve = left - s.left
		return true
	}
	s.left, s.reserve = 0, 0
	return false
}

// Text counts a text that is read as a whole. The result is empty if no steps
// are left.
func (s *Steps) Text(text string) string {
	if s.take(uint64(len(text) / stepBytes)) {
		return text
	}
	return ""
}

// Bytes counts bytes that are read as a whole. The result is empty if no steps
// are left.
func (s *Steps) Bytes(bytes []byte) []byte {
	if s.take(uint64(len(bytes) / stepBytes)) {
		return bytes
	}
	return nil
}

// CountedList counts a list that is read as a whole. The result is empty if no
// steps are left.
func CountedList[T any](steps *Steps, list []T) []T {
	if steps.take(uint64(len(list))) {
		return list
	}
	return nil
}

// Matches returns matches(string): whether a text contains a match of a pattern
// that comes from the message. The pattern is compiled on each call.
//
// It fails if RE2 rejects the pattern, or if the pattern is longer than 1,000
// bytes, or takes more than 64 KiB when it is compiled. Package regexp needs
// time in proportion to the product of the sizes of the text and the pattern,
// so long texts count more steps for large patterns. Patterns with large
// classes count more steps, too.
func Matches(steps *Steps, text, regex string) (bool, error) {
	if !steps.take(pattern.CompileSteps(regex) + uint64(len(text)/stepBytes)) {
		return false, nil
	}
	compiled, instructions, err := pattern.CompileUntrusted(regex)
	if err != nil {
		return false, ErrInvalidRegex
	}
	if !steps.take(uint64(instructions/instructionsPerStep) * uint64(len(text))) {
		return false, nil
	}
	return compiled.MatchString(text), nil
}

// Replace is like the function [Replace], for a replacement whose length is not
// limited. Each byte of the result counts as a step.
func (s *Steps) Replace(text, old, replacement string) string {
	return s.ReplaceCount(text, old, replacement, -1)
}

// ReplaceCount is like the function [ReplaceCount], for a replacement whose
// length is not limited. Each byte of the result counts as a step.
func (s *Steps) ReplaceCount(text, old, replacement string, limit int64) string {
	found := uint64(strings.Count(text, old))
	if old == "" {
		found = uint64(utf8.RuneCountInString(text)) + 1
	}
	if limit >= 0 {
		found = min(found, uint64(limit))
	}
	high, size := bits.Mul64(found, uint64(len(replacement)))
	size, carry := bits.Add64(size, uint64(len(text)), 0)
	if high+carry != 0 {
		size = math.MaxUint64
	}
	if !s.take(size) {
		return ""
	}
	return ReplaceCount(text, old, replacement, limit)
}

// Join is like the function [Join], for parts that may repeat. Each byte of the
// result counts as a step.
func (s *Steps) Join(parts []string) string {
	return s.JoinWith(parts, "")
}

// JoinWith is like the function [JoinWith], for parts or a separator that may
// repeat. Each byte of the result counts as a step.
func (s *Steps) JoinWith(parts []string, separator string) string {
	var size uint64
	for _, part := range parts {
		size += uint64(len(part)) + uint64(len(separator))
		// The sum of many lengths could overflow.
		if size > math.MaxInt64 {
			break
		}
	}
	if !s.take(size) {
		return ""
	}
	return JoinWith(parts, separator)
}
