package pattern

import "regexp/syntax"

// Instructions returns the number of instructions of a valid pattern.
func Instructions(pattern string) int {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic(err)
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		panic(err)
	}
	return len(program.Inst)
}
