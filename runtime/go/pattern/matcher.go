package pattern

import (
	"strings"
	"unicode/utf8"
)

// Class is a set of characters: any ASCII characters, with or without all other
// characters. It has one bit for each value of a byte: a set with the
// characters that are not ASCII has all bits of the last two words, any other
// set none of them.
type Class [4]uint64

// Of returns a set of ASCII characters.
func Of(characters string) Class {
	var class Class
	for i := range len(characters) {
		class[characters[i]>>6&1] |= 1 << (characters[i] & 63)
	}
	return class
}

// Not returns all characters except these, which are ASCII.
func Not(characters string) Class {
	class := Of(characters)
	return Class{^class[0], ^class[1], ^uint64(0), ^uint64(0)}
}

// contains reports whether a character that starts with this byte is in the
// set.
func (class *Class) contains(b byte) bool {
	return class[b>>6]>>(b&63)&1 != 0
}

// Unlimited is the maximum of a [Part] that has no limit.
const Unlimited = -1

// Part is a part of a [Matcher]: a literal text or, if that is empty, from Min
// to Max characters of a class.
type Part struct {
	Literal  string
	Class    Class
	Min, Max int
}

// Matcher matches a whole text with a sequence of parts. Each part matches as
// much as it can.
//
// It never backtracks. So it is equal to ^…$ only if the next part cannot start
// with a character that the part before it can still match.
type Matcher []Part

// Match reports whether the parts match the whole text.
func (m Matcher) Match(text string) bool {
	for i := range m {
		part := &m[i]
		end := 0
		switch {
		case part.Literal != "":
			if !strings.HasPrefix(text, part.Literal) {
				return false
			}
			end = len(part.Literal)
		case part.Class[2] != 0:
			end = part.runAny(text)
		default:
			end = part.run(text)
		}
		if end < 0 {
			return false
		}
		text = text[end:]
	}
	return text == ""
}

// run matches characters of the class at the start of a text, and returns the
// end of the match; -1 if there are too few.
func (part *Part) run(text string) int {
	if uint(part.Max) < uint(len(text)) {
		text = text[:part.Max]
	}
	end := 0
	for end < len(text) && part.Class.contains(text[end]) {
		end++
	}
	if end < part.Min {
		return -1
	}
	return end
}

// runAny is like run, for a class with characters that are not ASCII. A byte
// that is not UTF-8 counts as a character, as in package regexp.
func (part *Part) runAny(text string) int {
	end, count := 0, 0
	for end < len(text) && count != part.Max {
		size := 1
		if b := text[end]; b >= utf8.RuneSelf {
			_, size = utf8.DecodeRuneInString(text[end:])
		} else if !part.Class.contains(b) {
			break
		}
		count++
		end += size
	}
	if count < part.Min {
		return -1
	}
	return end
}
