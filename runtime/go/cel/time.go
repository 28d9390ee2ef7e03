package cel

import (
	"cmp"
	"strconv"
	"time"
)

const (
	second = 1_000_000_000
	day    = 86_400
)

// Timestamp is a google.protobuf.Timestamp: seconds since 1970 in UTC without
// leap seconds, and nanoseconds after them, from 0 up to a second.
//
// A message can contain any number of seconds. The result of an operator or
// conversion is in the years 1 to 9999.
type Timestamp struct {
	Seconds int64
	Nanos   int32
}

var (
	minTimestamp = Timestamp{Seconds: -62_135_596_800}
	maxTimestamp = Timestamp{Seconds: 253_402_300_799, Nanos: second - 1}
)

// TimestampOf returns the sum of both. The nanoseconds can have any value and
// sign.
func TimestampOf(seconds int64, nanos int32) Timestamp {
	if uint32(nanos) < second {
		return Timestamp{seconds, nanos}
	}
	return normalTimestamp(seconds, nanos)
}

func normalTimestamp(seconds int64, nanos int32) Timestamp {
	whole, rest := nanos/second, nanos%second
	if rest < 0 {
		whole, rest = whole-1, rest+second
	}
	return Timestamp{saturatingAdd(seconds, int64(whole)), rest}
}

// Now returns the time of the system clock.
func Now() Timestamp {
	return TimestampOfTime(time.Now())
}

// TimestampOfTime converts a time of Go.
func TimestampOfTime(t time.Time) Timestamp {
	return Timestamp{t.Unix(), int32(t.Nanosecond())}
}

// Compare returns -1 if t is before u, 0 if they are the same, and +1 if t is
// after u.
func (t Timestamp) Compare(u Timestamp) int {
	if t.Seconds != u.Seconds {
		return cmp.Compare(t.Seconds, u.Seconds)
	}
	return cmp.Compare(t.Nanos, u.Nanos)
}

func (t Timestamp) checked() (Timestamp, error) {
	if t.Compare(minTimestamp) < 0 || t.Compare(maxTimestamp) > 0 {
		return Timestamp{}, ErrTimestampOutOfRange
	}
	return t, nil
}

// TimestampFromInt returns timestamp(int): seconds since the epoch. It fails
// if the time is out of range.
func TimestampFromInt(seconds int64) (Timestamp, error) {
	return Timestamp{Seconds: seconds}.checked()
}

// AddTimestampDuration returns a + b. It fails if the time is out of range.
func AddTimestampDuration(a Timestamp, b Duration) (Timestamp, error) {
	return TimestampOf(saturatingAdd(a.Seconds, b.Seconds), a.Nanos+b.Nanos).checked()
}

// AddDurationTimestamp returns a + b. It fails if the time is out of range.
func AddDurationTimestamp(a Duration, b Timestamp) (Timestamp, error) {
	return AddTimestampDuration(b, a)
}

// SubTimestampDuration returns a - b. It fails if the time is out of range.
func SubTimestampDuration(a Timestamp, b Duration) (Timestamp, error) {
	return TimestampOf(saturatingSub(a.Seconds, b.Seconds), a.Nanos-b.Nanos).checked()
}

// SubTimestamps returns a - b. It fails if the duration is out of range.
func SubTimestamps(a, b Timestamp) (Duration, error) {
	seconds, err := SubInt(a.Seconds, b.Seconds)
	if err != nil {
		return Duration{}, ErrDurationOutOfRange
	}
	return durationOfNanos(seconds, int64(a.Nanos-b.Nanos))
}

// String returns string(timestamp): RFC 3339 in UTC, with as many decimals as
// needed.
func (t Timestamp) String() string {
	return StringFromTimestamp(t)
}

// StringFromTimestamp returns string(timestamp): RFC 3339 in UTC, with as many
// decimals as needed.
func StringFromTimestamp(t Timestamp) string {
	d := dateOf(floorDiv(t.Seconds, day))
	clock := floorMod(t.Seconds, day)
	text := appendPadded(make([]byte, 0, 30), d.year, 4)
	for _, part := range [...]struct {
		mark  byte
		value int64
	}{
		{'-', d.month}, {'-', d.day}, {'T', clock / 3600}, {':', clock / 60 % 60}, {':', clock % 60},
	} {
		text = appendPadded(append(text, part.mark), part.value, 2)
	}
	return string(append(appendFraction(text, t.Nanos), 'Z'))
}

// appendPadded appends a number with at least width characters, padded by
// zeros after its sign.
func appendPadded(text []byte, number int64, width int) []byte {
	if number < 0 {
		text, number, width = append(text, '-'), -number, width-1
	}
	digits := strconv.FormatInt(number, 10)
	for range width - len(digits) {
		text = append(text, '0')
	}
	return append(text, digits...)
}

// appendFraction appends a point and the nanoseconds, without trailing zeros;
// it appends nothing for zero.
func appendFraction(text []byte, nanos int32) []byte {
	if nanos == 0 {
		return text
	}
	nanos = max(nanos, -nanos)
	width := 9
	for nanos%10 == 0 {
		nanos, width = nanos/10, width-1
	}
	return appendPadded(append(text, '.'), int64(nanos), width)
}

// saturatingAdd returns a + b, limited to the range of int64.
func saturatingAdd(a, b int64) int64 {
	sum, err := AddInt(a, b)
	if err == nil {
		return sum
	}
	return limitOf(b > 0)
}

// saturatingSub returns a - b, limited to the range of int64.
func saturatingSub(a, b int64) int64 {
	difference, err := SubInt(a, b)
	if err == nil {
		return difference
	}
	return limitOf(b < 0)
}

// limitOf returns the greatest or the least int64.
func limitOf(greatest bool) int64 {
	if greatest {
		return 1<<63 - 1
	}
	return -1 << 63
}

// floorDiv returns a / b, rounded down, for a positive b.
func floorDiv(a, b int64) int64 {
	quotient := a / b
	if a%b < 0 {
		quotient--
	}
	return quotient
}

// floorMod returns the rest of floorDiv, which is not negative.
func floorMod(a, b int64) int64 {
	rest := a % b
	if rest < 0 {
		rest += b
	}
	return rest
}
