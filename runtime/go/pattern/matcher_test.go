package pattern_test

import (
	"regexp"
	"testing"

	"github.com/rpcsmith/rpcsmith/runtime/go/pattern"
)

const (
	lowerCase = "abcdefghijklmnopqrstuvwxyz"
	digits    = "0123456789"
)

// ascii returns the characters from first to last.
func ascii(first, last byte) string {
	var characters []byte
	for b := first; b <= last; b++ {
		characters = append(characters, b)
	}
	return string(characters)
}

func one(class pattern.Class) pattern.Part { return between(class, 1, 1) }

func between(class pattern.Class, least, most int) pattern.Part {
	return pattern.Part{Class: class, Min: least, Max: most}
}

func atLeast(class pattern.Class, least int) pattern.Part {
	return between(class, least, pattern.Unlimited)
}

func literal(text string) pattern.Part { return pattern.Part{Literal: text} }

// orOthers returns the class with all characters that are not ASCII.
func orOthers(class pattern.Class) pattern.Class {
	class[2], class[3] = ^uint64(0), ^uint64(0)
	return class
}

// matchers are matchers, and the equivalent patterns.
var matchers = []struct {
	matcher pattern.Matcher
	regex   string
}{
	{nil, `^$`},
	{pattern.Matcher{one(pattern.Of(lowerCase)), between(pattern.Of(lowerCase+digits+"_-"), 0, 3)}, `^[a-z][a-z0-9_-]{0,3}$`},
	{pattern.Matcher{
		between(pattern.Of(digits+"abcdefABCDEF"), 2, 2), literal("-"), one(pattern.Of(digits + "abcdefABCDEF")),
	}, `^[0-9a-fA-F]{2}-[0-9a-fA-F]$`},
	{pattern.Matcher{atLeast(pattern.Of(lowerCase), 1), literal("é日"), atLeast(pattern.Of(lowerCase), 0)}, `^[a-z]+é日[a-z]*$`},
	{pattern.Matcher{atLeast(pattern.Not("/"), 1), literal("/")}, `^[^/]+/$`},
	{pattern.Matcher{between(pattern.Not("/\n"), 2, 3)}, `^[^/\n]{2,3}$`},
	{pattern.Matcher{between(orOthers(pattern.Of("a")), 2, 2), one(pattern.Of(lowerCase))}, `^[a\x{80}-\x{10FFFF}]{2}[a-z]$`},
	{pattern.Matcher{one(pattern.Of(`\-]^`)), one(pattern.Of("-/"))}, `^[\\\-\]^][-/]$`},
	{pattern.Matcher{atLeast(pattern.Of(ascii('!', '~')), 0)}, `^[!-~]*$`},
}

func TestMatchersAgreeWithTheirPatterns(t *testing.T) {
	random := newRandom(8)
	for _, test := range matchers {
		regex := regexp.MustCompile(test.regex)
		found := 0
		for range 20_000 {
			text := random.text("azf0-/\\]\né日\x00\x7F", 6)
			want := regex.MatchString(text)
			if got := test.matcher.Match(text); got != want {
				t.Errorf("%s: %q: got %t", test.regex, text, got)
			}
			if want {
				found++
			}
		}
		if found < 1 {
			t.Errorf("%s: matched %d texts", test.regex, found)
		}
	}
}

func TestMatchersNeedNoMemory(t *testing.T) {
	text := "aaaaa-aaa"
	if allocations := testing.AllocsPerRun(100, func() {
		for _, test := range matchers {
			test.matcher.Match(text)
		}
	}); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func FuzzMatcher(f *testing.F) {
	for _, seed := range []string{"", "a-b", "0f-F", "aé日z", "a//", "\xff", "é\n", "a\xe2\x82", "0\xa7"} {
		f.Add(seed)
	}
	regexes := make([]*regexp.Regexp, len(matchers))
	for i, test := range matchers {
		regexes[i] = regexp.MustCompile(test.regex)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for i, test := range matchers {
			if got, want := test.matcher.Match(text), regexes[i].MatchString(text); got != want {
				t.Errorf("%s: %q: got %t", test.regex, text, got)
			}
		}
	})
}
