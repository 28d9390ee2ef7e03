package pattern_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rpcsmith/rpcsmith/runtime/go/pattern"
)

// random makes texts that are the same in every run.
type random uint64

func newRandom(seed uint64) *random { return (*random)(&seed) }

func (r *random) below(end int) int {
	*r = *r*6364136223846793005 + 1442695040888963407
	return int(uint64(*r) >> 33 % uint64(end))
}

func (r *random) text(characters string, most int) string {
	runes := []rune(characters)
	text := make([]rune, r.below(most+1))
	for i := range text {
		text[i] = runes[r.below(len(runes))]
	}
	return string(text)
}

func TestPatternsHaveTheMeaningOfRe2(t *testing.T) {
	for _, test := range patterns {
		compiled := pattern.Regexp{Pattern: test.pattern}
		for _, text := range test.matching {
			if !compiled.Match(text) {
				t.Errorf("%s does not match %q", test.pattern, text)
			}
		}
		for _, text := range test.others {
			if compiled.Match(text) {
				t.Errorf("%s matches %q", test.pattern, text)
			}
		}
	}
}

func TestInvalidPatternsAreRefused(t *testing.T) {
	for _, text := range refused {
		if _, _, err := pattern.CompileUntrusted(text); err == nil {
			t.Errorf("%s is compiled", text)
		}
		if invalid := (pattern.Regexp{Pattern: text}); invalid.Match("") || invalid.Match(text) {
			t.Errorf("%s matches", text)
		}
	}
}

func TestAPatternIsCompiledOnceForAllGoroutines(t *testing.T) {
	digits := pattern.Regexp{Pattern: "^[0-9]+$"}
	var group sync.WaitGroup
	for range 4 {
		group.Add(1)
		go func() {
			defer group.Done()
			if !digits.Match("2024") || digits.Match("two") {
				t.Error("the pattern has another meaning")
			}
		}()
	}
	group.Wait()
}

func TestLargePatternsAreRefused(t *testing.T) {
	deep := strings.Repeat("(", 499) + strings.Repeat(")", 499)
	for _, text := range []string{
		`\pL{100}`, `((\pL{10}){10}|a)`, `(?:a{100}){10}b{1000}`, strings.Repeat("a", 1001), `(a?){500}`, deep + "{1000}",
		strings.Repeat(`\pL`, 333), `((((a{9}){9}){9}){9}){9}`, `[[:word:]\pL\pN]{40}`,
	} {
		if _, _, err := pattern.CompileUntrusted(text); err == nil {
			t.Errorf("%s is compiled", text)
		}
	}
	for _, text := range []string{`^\pL{1,10}$`, strings.Repeat("a", 1000), `^(\w+\.)*\w+@\w+$`, `(?i)straße`} {
		if _, _, err := pattern.CompileUntrusted(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// The bound on the size of a pattern must not be lower than its real size.
func TestTheSizeOfAPatternIsBounded(t *testing.T) {
	for _, text := range []string{"a", "abc", "a*b+c?", "(a|b|c){3}", "a{2,5}", "(?i)abc", "^$", "[a-z]{4}|x", "(?:)", "a{0}"} {
		_, instructions, err := pattern.CompileUntrusted(text)
		if err != nil {
			t.Fatal(err)
		}
		if real := pattern.Instructions(text); instructions < real-2 {
			t.Errorf("%s has %d instructions, bounded by %d", text, real, instructions)
		}
	}
}

// The steps of a pattern are a bound for the time to parse it. Ten million
// steps are the default budget of a validation.
func TestParsingAPatternIsBounded(t *testing.T) {
	wide := "B-\U0001E941"
	for _, text := range []string{
		"[" + strings.Repeat(`\pL`, 332) + "]", "(?i)[" + strings.Repeat(`\pL`, 330) + "]", strings.Repeat("(", 500),
		strings.Repeat("a?", 500), strings.Repeat("(?i)", 250), "[" + strings.Repeat(`\x{1F600}`, 110) + "]",
		strings.Repeat("(?:", 300), strings.Repeat("a|", 500), "[^" + strings.Repeat(`\PL`, 332) + "]",
		"(?i)[" + strings.Repeat(wide, 160) + "]", "(?s-i:[" + strings.Repeat(wide, 160) + "])",
		"(?i)[" + strings.Repeat(`B-\x{1E941}`, 90) + "]", "(?i)[" + wide + "]", "(?mi)" + strings.Repeat(`[A-\377]`, 120),
	} {
		const budget = 10_000_000
		steps := pattern.CompileSteps(text)
		if steps > budget {
			continue
		}
		start := time.Now()
		_, _, _ = pattern.CompileUntrusted(text)
		if taken := time.Since(start); taken > time.Second {
			t.Errorf("%.20s… takes %v and %d steps", text, taken, steps)
		}
	}
}

func TestOrdinaryPatternsTakeTheSameSteps(t *testing.T) {
	for _, text := range []string{
		"", "a", `^[a-z0-9_-]{1,63}$`, `(?i)^[a-z]+-[a-z]+$`, `(?s)[一-龥]`, `[\x{4e00}-\x{9fff}]`, `(?P<i>a)`, strings.Repeat("a", 1001),
	} {
		if steps := pattern.CompileSteps(text); steps != 100_000 {
			t.Errorf("%s takes %d steps", text, steps)
		}
	}
	for text, want := range map[string]uint64{
		`\pL\PN`: 200_000, `(?i)[一-龥]`: 100_000 + 50*0x9fa5, `(?m-i)[a-\x{100}]`: 100_000 + 50*0x100,
		`(?i)[a-\x{fffffffff}]`: 100_000 + 50*0x20000, `(?i)[a-\x{110000}]`: 100_000 + 50*0x20000, `(?i)[a-\d]`: 100_000 + 50*0o777,
	} {
		if steps := pattern.CompileSteps(text); steps != want {
			t.Errorf("%s takes %d steps, want %d", text, steps, want)
		}
	}
}

func FuzzCompileUntrusted(f *testing.F) {
	for _, test := range patterns {
		f.Add(test.pattern, "aB1é")
	}
	for _, text := range refused {
		f.Add(text, "")
	}
	f.Fuzz(func(t *testing.T, text, subject string) {
		compiled, instructions, err := pattern.CompileUntrusted(text)
		if err != nil {
			return
		}
		if real := pattern.Instructions(text); instructions < real-2 {
			t.Errorf("%q has %d instructions, bounded by %d", text, real, instructions)
		}
		if want := regexp.MustCompile(text).MatchString(subject); compiled.MatchString(subject) != want {
			t.Errorf("%q has another meaning", text)
		}
	})
}
