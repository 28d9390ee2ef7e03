package pattern_test

import (
	"fmt"

	"github.com/rpcsmith/rpcsmith/runtime/go/pattern"
)

func ExampleMatcher() {
	// ^[a-z][a-z0-9-]{0,62}$
	name := pattern.Matcher{
		{Class: pattern.Of("abcdefghijklmnopqrstuvwxyz"), Min: 1, Max: 1},
		{Class: pattern.Of("abcdefghijklmnopqrstuvwxyz0123456789-"), Min: 0, Max: 62},
	}
	fmt.Println(name.Match("eu-west-1"))
	fmt.Println(name.Match("1st"))
	// Output:
	// true
	// false
}

func ExampleRegexp() {
	year := pattern.Regexp{Pattern: "[0-9]{4}"}
	fmt.Println(year.Match("in 2024"))
	// Output: true
}
