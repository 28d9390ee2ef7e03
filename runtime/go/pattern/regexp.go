package pattern

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"sync"
)

// Regexp is a pattern of a schema, in the syntax of RE2. It is compiled when it
// is first used.
type Regexp struct {
	// Pattern is the text of the pattern.
	Pattern string

	once     sync.Once
	compiled *regexp.Regexp
}

// Match reports whether a text contains a match. A pattern that does not
// compile matches nothing.
func (r *Regexp) Match(text string) bool {
	r.once.Do(r.compile)
	return r.compiled != nil && r.compiled.MatchString(text)
}

func (r *Regexp) compile() {
	// rpcsmith checks the patterns of a schema, so an error is not expected.
	r.compiled, _ = regexp.Compile(r.Pattern)
}

const (
	// maxUntrusted is the maximum length of a pattern that comes from a
	// message, in bytes.
	maxUntrusted = 1_000
	// maxUntrustedSize is the maximum size of a compiled pattern that comes
	// from a message, in bytes.
	maxUntrustedSize = 64 << 10
	// instructionSize is the size of an instruction of a compiled pattern, in
	// bytes.
	instructionSize = 40
	// runeSize is the size of a character of a class, in bytes.
	runeSize = 4
)

// ErrTooLarge is the error of a pattern from a message that is too long, or too
// large when it is compiled.
var ErrTooLarge = errors.New("pattern is too large")

// CompileUntrusted compiles a pattern that comes from a message. It also
// returns the number of instructions of the compiled pattern.
//
// It fails if RE2 rejects the pattern, if the pattern is longer than 1,000
// bytes, or if it takes more than 64 KiB when it is compiled.
func CompileUntrusted(pattern string) (compiled *regexp.Regexp, instructions int, err error) {
	if len(pattern) > maxUntrusted {
		return nil, 0, ErrTooLarge
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, 0, err
	}
	// The parser keeps repetitions, so it is cheap; only the compiler expands
	// them.
	instructions, size := sizeOf(parsed)
	if size > maxUntrustedSize {
		return nil, 0, ErrTooLarge
	}
	compiled, err = regexp.Compile(pattern)
	return compiled, instructions, err
}
