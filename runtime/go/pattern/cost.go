package pattern

import (
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// compileSteps is the number of steps of compiling an ordinary pattern.
	compileSteps = 100_000
	// classSteps is the number of steps of a class of Unicode, such as \pL, which
	// has hundreds of ranges.
	classSteps = 50_000
	// foldSteps is the number of steps of a character of a range whose case does
	// not matter. The parser looks at each of them.
	foldSteps = 50
	// lastFolded is a bound for the characters that the parser looks at.
	lastFolded = 0x20000
)

// CompileSteps returns the number of steps of [CompileUntrusted] for a pattern.
// It is a bound for the time, for which the parser needs more than a moment
// only if the pattern has many characters in its classes.
func CompileSteps(pattern string) uint64 {
	if len(pattern) > maxUntrusted {
		// The pattern is not read.
		return compileSteps
	}
	classes := strings.Count(pattern, `\p`) + strings.Count(pattern, `\P`)
	steps := compileSteps + uint64(classes)*classSteps
	if ignoresCase(pattern) {
		steps += rangeSizes(pattern) * foldSteps
	}
	return steps
}

// ignoresCase reports whether a part of a pattern may ignore the case of
// letters.
func ignoresCase(pattern string) bool {
	for {
		_, flags, found := strings.Cut(pattern, "(?")
		if !found {
			return false
		}
		rest := strings.TrimLeft(flags, "imsU-")
		if strings.Contains(flags[:len(flags)-len(rest)], "i") {
			return true
		}
		pattern = flags
	}
}

// rangeSizes returns a bound for the number of characters in the ranges of a
// pattern. Each - may be a range. Most ranges are within ASCII.
func rangeSizes(pattern string) (size uint64) {
	for {
		_, end, found := strings.Cut(pattern, "-")
		if !found {
			return size
		}
		last, _ := utf8.DecodeRuneInString(end)
		if digits, escaped := strings.CutPrefix(end, `\x{`); escaped {
			digits, _, _ = strings.Cut(digits, "}")
			// For an invalid number, which the parser refuses, it is zero or the
			// maximum.
			code, _ := strconv.ParseUint(digits, 16, 32)
			last = rune(min(code, lastFolded))
		} else if strings.HasPrefix(end, `\`) {
			// Other escapes have at most three octal digits.
			last = 0o777
		}
		if last >= utf8.RuneSelf {
			size += uint64(min(last, lastFolded))
		}
		pattern = end
	}
}

// sizeOf returns an upper bound for the number of instructions of a pattern,
// and for their size in bytes. Numbers above the limit are not exact.
func sizeOf(parsed *syntax.Regexp) (instructions, size int) {
	for _, part := range parsed.Sub {
		partInstructions, partSize := sizeOf(part)
		instructions += partInstructions
		size += partSize
	}
	if parsed.Op == syntax.OpRepeat {
		// Each optional repetition needs one more instruction.
		times := max(parsed.Min, parsed.Max, 1)
		instructions = (instructions + 1) * times
		size = (size + instructionSize) * times
	}
	own := 2
	switch parsed.Op {
	case syntax.OpLiteral:
		own = len(parsed.Rune)
	case syntax.OpCharClass:
		size += runeSize * len(parsed.Rune)
	}
	// A product of nested repetitions must not overflow.
	const limit = 1 << 30
	return min(instructions+own, limit), min(size+own*instructionSize, limit)
}
