package cel

import (
	"cmp"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Duration is a google.protobuf.Duration: seconds, and nanoseconds with the
// same sign.
//
// A message can contain any number of seconds. The result of an operator is
// within 2^63 nanoseconds, about 292 years.
type Duration struct {
	Seconds int64
	Nanos   int32
}

// DurationOf returns the sum of both. The nanoseconds can have any value and
// sign.
func DurationOf(seconds int64, nanos int32) Duration {
	if seconds >= 0 && uint32(nanos) < second {
		return Duration{seconds, nanos}
	}
	return normalDuration(seconds, nanos)
}

func normalDuration(seconds int64, nanos int32) Duration {
	seconds = saturatingAdd(seconds, int64(nanos/second))
	nanos %= second
	if seconds > 0 && nanos < 0 {
		return Duration{seconds - 1, nanos + second}
	}
	if seconds < 0 && nanos > 0 {
		return Duration{seconds + 1, nanos - second}
	}
	return Duration{seconds, nanos}
}

// Compare returns -1 if d is shorter than e, 0 if they are the same, and +1 if
// d is longer than e.
func (d Duration) Compare(e Duration) int {
	if d.Seconds != e.Seconds {
		return cmp.Compare(d.Seconds, e.Seconds)
	}
	return cmp.Compare(d.Nanos, e.Nanos)
}

// nanos returns the whole duration in nanoseconds.
func (d Duration) nanos() (int64, error) {
	high, low := bits.Mul64(magnitude(d.Seconds), second)
	low, carry := bits.Add64(low, uint64(max(d.Nanos, -d.Nanos)), 0)
	negative := d.Seconds < 0 || d.Nanos < 0
	switch {
	case high+carry != 0:
	case negative && low <= 1<<63:
		return -int64(low), nil
	case !negative && low <= math.MaxInt64:
		return int64(low), nil
	}
	return 0, ErrDurationOutOfRange
}

// durationOfNanos returns the sum of both, if it is in range.
func durationOfNanos(seconds, nanos int64) (Duration, error) {
	d := normalDuration(saturatingAdd(seconds, nanos/second), int32(nanos%second))
	if _, err := d.nanos(); err != nil {
		return Duration{}, err
	}
	return d, nil
}

// AddDurations returns a + b. It fails if a duration is out of range.
func AddDurations(a, b Duration) (Duration, error) {
	return combined(a, b, AddInt)
}

// SubDurations returns a - b. It fails if a duration is out of range.
func SubDurations(a, b Duration) (Duration, error) {
	return combined(a, b, SubInt)
}

// NegDuration returns -a. It fails if a duration is out of range.
func NegDuration(a Duration) (Duration, error) {
	return SubDurations(Duration{}, a)
}

func combined(a, b Duration, operator func(a, b int64) (int64, error)) (Duration, error) {
	left, err := a.nanos()
	if err != nil {
		return Duration{}, err
	}
	right, err := b.nanos()
	if err != nil {
		return Duration{}, err
	}
	nanos, err := operator(left, right)
	if err != nil {
		return Duration{}, ErrDurationOutOfRange
	}
	return Duration{nanos / second, int32(nanos % second)}, nil
}

// DurationHours returns getHours(): the whole duration in hours.
func DurationHours(d Duration) int64 { return d.Seconds / 3600 }

// DurationMinutes returns getMinutes(): the whole duration in minutes.
func DurationMinutes(d Duration) int64 { return d.Seconds / 60 }

// DurationSeconds returns getSeconds(): the whole duration in seconds.
func DurationSeconds(d Duration) int64 { return d.Seconds }

// DurationMilliseconds returns getMilliseconds(): the milliseconds after the
// whole seconds, as in the specification. (cel-go returns the whole duration
// in milliseconds.)
func DurationMilliseconds(d Duration) int64 { return int64(d.Nanos / 1_000_000) }

// DurationFromString returns duration(string): an optional sign, then one or
// more numbers, each with a unit h, m, s, ms, us (or µs) or ns; or a zero
// without a unit. Fractions of a nanosecond are dropped. It fails if the text
// has another form or the duration is out of range.
func DurationFromString(text string) (Duration, error) {
	negative, rest := false, text
	if text != "" && (text[0] == '-' || text[0] == '+') {
		negative, rest = text[0] == '-', text[1:]
	}
	if rest == "0" {
		return Duration{}, nil
	}
	if rest == "" {
		return Duration{}, ErrInvalidDuration
	}
	var nanos uint64
	for rest != "" {
		part, after, ok := quantity(rest)
		if !ok {
			return Duration{}, ErrInvalidDuration
		}
		if part > 1<<63-nanos {
			return Duration{}, ErrDurationOutOfRange
		}
		nanos, rest = nanos+part, after
	}
	switch {
	case negative:
		nanos := -int64(nanos)
		return Duration{nanos / second, int32(nanos % second)}, nil
	case nanos > math.MaxInt64:
		return Duration{}, ErrDurationOutOfRange
	}
	return Duration{int64(nanos / second), int32(nanos % second)}, nil
}

// quantity parses a number with a unit at the start of a text. It returns the
// nanoseconds, or another number above 2^63 if they do not fit, and the rest of
// the text.
func quantity(text string) (nanos uint64, rest string, ok bool) {
	whole, rest := digits(text)
	fraction := ""
	if after, found := strings.CutPrefix(rest, "."); found {
		fraction, rest = digits(after)
	}
	if whole == "" && fraction == "" {
		return 0, "", false
	}
	end := strings.IndexAny(rest, ".0123456789")
	if end < 0 {
		end = len(rest)
	}
	unit, rest := unitNanos(rest[:end]), rest[end:]
	if unit == 0 {
		return 0, "", false
	}
	const tooLarge = math.MaxUint64
	number, err := UintFromString("0" + whole)
	if err != nil {
		return tooLarge, rest, true
	}
	high, nanos := bits.Mul64(number, unit)
	nanos, carry := bits.Add64(nanos, fractionNanos(fraction, unit), 0)
	if high+carry != 0 || nanos > 1<<63 {
		return tooLarge, rest, true
	}
	return nanos, rest, true
}

// fractionNanos returns the nanoseconds of a fraction of a unit.
func fractionNanos(digits string, unit uint64) uint64 {
	// An hour has fewer than 10^13 nanoseconds: digits after the 18th have no
	// effect.
	digits = digits[:min(len(digits), 18)]
	if digits == "" {
		return 0
	}
	number, _ := decimal(digits)
	scale := uint64(1)
	for range len(digits) {
		scale *= 10
	}
	high, low := bits.Mul64(number, unit)
	nanos, _ := bits.Div64(high, low, scale)
	return nanos
}

// unitNanos returns the nanoseconds of a unit; zero for an unknown unit.
func unitNanos(unit string) uint64 {
	switch unit {
	case "h":
		return 3600 * second
	case "m":
		return 60 * second
	case "s":
		return second
	case "ms":
		return 1_000_000
	// The micro sign, and the Greek letter.
	case "us", "\u00b5s", "\u03bcs":
		return 1000
	case "ns":
		return 1
	}
	return 0
}

// digits returns the decimal digits at the start of a text, and the rest.
func digits(text string) (number, rest string) {
	end := 0
	for end < len(text) && '0' <= text[end] && text[end] <= '9' {
		end++
	}
	return text[:end], text[end:]
}

// String returns string(duration), such as "1.5s".
func (d Duration) String() string {
	return StringFromDuration(d)
}

// StringFromDuration returns string(duration): in seconds, with as many
// decimals as needed. (cel-go converts to a double, which drops nanoseconds of
// durations longer than some weeks.)
func StringFromDuration(d Duration) string {
	text := make([]byte, 0, 24)
	if d.Seconds < 0 || d.Nanos < 0 {
		text = append(text, '-')
	}
	text = strconv.AppendUint(text, magnitude(d.Seconds), 10)
	return string(append(appendFraction(text, d.Nanos), 's'))
}

// magnitude returns the absolute value of a number.
func magnitude(number int64) uint64 {
	if number < 0 {
		return -uint64(number)
	}
	return uint64(number)
}
