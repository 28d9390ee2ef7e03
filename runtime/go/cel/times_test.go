package cel_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

func duration(t *testing.T, text string) cel.Duration {
	t.Helper()
	d, err := cel.DurationFromString(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

func timestamp(t *testing.T, text string) cel.Timestamp {
	t.Helper()
	at, err := cel.TimestampFromString(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return at
}

func TestDurationsAreParsedWithUnits(t *testing.T) {
	for text, seconds := range map[string]string{
		"0": "0s", "-0": "0s", "1h34m": "5640s", "-1.5h": "-5400s", "+1h1m1.5s": "3661.5s", ".5s": "0.5s", "1.s": "1s",
		"1m1ms": "60.001s", "1us1µs1μs": "0.000003s", "-1ns": "-0.000000001s", "0.1ns": "0s", "1s1s": "2s",
		"9223372036854775807ns": "9223372036.854775807s", "-9223372036854775808ns": "-9223372036.854775808s",
		"0.99999999999999999999h": "3599.999999999s", "00000000000000000000001s": "1s",
	} {
		equal(t, duration(t, text).String(), seconds, text)
		equal(t, duration(t, seconds), duration(t, text))
	}
	for _, text := range []string{
		"", "-", "1", "s", ".s", "1d", "1 h", "1s ", "--1s", "1h1", "1e3s", "00", "1S", "1hs", "1.", "1s.", "é",
	} {
		fails[cel.Duration](t, cel.ErrInvalidDuration)(cel.DurationFromString(text))
	}
	for _, text := range []string{
		"9223372036854775808ns", "2562048h", "320000000000s", "-320000000000s", strings.Repeat("9", 1000) + "h",
		"9223372036854775808ns9223372036854775808ns", "18446744073709551615h", "9223372036s9223372036s1s",
	} {
		fails[cel.Duration](t, cel.ErrDurationOutOfRange)(cel.DurationFromString(text))
	}
}

func TestGettersConvertTheWholeDuration(t *testing.T) {
	getters := func(text string) [4]int64 {
		d := duration(t, text)
		return [4]int64{cel.DurationHours(d), cel.DurationMinutes(d), cel.DurationSeconds(d), cel.DurationMilliseconds(d)}
	}
	equal(t, getters("10000.321456789s"), [4]int64{2, 166, 10_000, 321})
	equal(t, getters("-3730.5s"), [4]int64{-1, -62, -3730, -500})
}

func TestTimesAreNormalized(t *testing.T) {
	half := cel.Duration{Nanos: 500_000_000}
	equal(t, cel.DurationOf(1, -500_000_000), half)
	equal(t, cel.DurationOf(-1, 1_500_000_000), half)
	equal(t, cel.DurationOf(-1, 500_000_000), cel.Duration{Nanos: -500_000_000})
	equal(t, cel.DurationOf(-1, -1).Compare(cel.DurationOf(-1, 0)), -1)
	equal(t, cel.DurationOf(0, -1).Compare(cel.Duration{}), -1)
	equal(t, half.Compare(half), 0)
	equal(t, cel.DurationOf(math.MaxInt64, math.MaxInt32).Seconds, math.MaxInt64)
	equal(t, cel.DurationOf(math.MinInt64, math.MinInt32).String(), "-9223372036854775808.147483648s")
	equal(t, cel.TimestampOf(5, -1), cel.Timestamp{Seconds: 4, Nanos: 999_999_999})
	equal(t, cel.TimestampOf(5, math.MinInt32), cel.Timestamp{Seconds: 2, Nanos: 852_516_352})
	equal(t, cel.TimestampOf(math.MaxInt64, 2_000_000_000).Seconds, math.MaxInt64)
	equal(t, cel.TimestampOf(math.MinInt64, -1), cel.Timestamp{Seconds: math.MinInt64, Nanos: 999_999_999})
}

func TestDurationArithmeticChecksTheRange(t *testing.T) {
	ok, fail := returns[cel.Duration], fails[cel.Duration](t, cel.ErrDurationOutOfRange)
	ok(t, duration(t, "650s"), nil)(cel.AddDurations(duration(t, "600s"), duration(t, "50s")))
	ok(t, duration(t, "-999999999ns"), nil)(cel.SubDurations(duration(t, "1ns"), duration(t, "1s")))
	ok(t, duration(t, "-1.5s"), nil)(cel.NegDuration(duration(t, "1.5s")))
	fail(cel.AddDurations(duration(t, "9223372036854775807ns"), duration(t, "1ns")))
	fail(cel.NegDuration(duration(t, "-9223372036854775808ns")))
	// The value of a message can be out of range.
	far := cel.DurationOf(math.MaxInt64, 0)
	fail(cel.SubDurations(far, far))
	fail(cel.AddDurations(cel.Duration{}, cel.DurationOf(math.MinInt64, 0)))
}

func TestTimestampsAreParsedAsInRfc3339(t *testing.T) {
	for text, want := range map[string]cel.Timestamp{
		"2009-02-13T23:31:30Z":                   {Seconds: 1_234_567_890},
		"2009-02-13T23:31:30.5Z":                 {Seconds: 1_234_567_890, Nanos: 500_000_000},
		"2009-02-14T05:01:30.123456789123+05:30": {Seconds: 1_234_567_890, Nanos: 123_456_789},
		"1969-12-31T23:59:59.75Z":                {Seconds: -1, Nanos: 750_000_000},
		"2000-02-29T00:00:00-00:00":              {Seconds: 951_782_400},
		"0001-01-01T00:00:00Z":                   {Seconds: -62_135_596_800},
		"9999-12-31T23:59:59.999999999Z":         {Seconds: 253_402_300_799, Nanos: 999_999_999},
	} {
		returns(t, want, nil)(cel.TimestampFromString(text))
	}
	for _, text := range []string{
		"", "2009-02-13", "2009-02-13 23:31:30Z", "2009-02-13t23:31:30Z", "2009-02-13T23:31:30z", "2009-02-13T23:31:30",
		"2009-02-13T23:31:30.Z", "2009-02-13T23:31:60Z", "2009-02-13T24:00:00Z", "2009-02-29T00:00:00Z",
		"1900-02-29T00:00:00Z", "2009-13-01T00:00:00Z", "2009-00-01T00:00:00Z", "2009-01-00T00:00:00Z",
		"2009-04-31T00:00:00Z", "2009-02-13T23:31:30+0530", "2009-02-13T23:31:30+24:00", "2009-02-13T23:31:30Zé",
		"10000-01-01T00:00:00Z", "+009-02-13T23:31:30Z", "日本日本日本日本", "2009-02-13T23:31:30.5", "2009-02-13T23:31:30,5Z",
	} {
		fails[cel.Timestamp](t, cel.ErrInvalidTimestamp)(cel.TimestampFromString(text))
	}
	for _, text := range []string{"0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"} {
		fails[cel.Timestamp](t, cel.ErrTimestampOutOfRange)(cel.TimestampFromString(text))
	}
	returns(t, cel.Timestamp{Seconds: 253_402_300_799}, nil)(cel.TimestampFromInt(253_402_300_799))
	fails[cel.Timestamp](t, cel.ErrTimestampOutOfRange)(cel.TimestampFromInt(253_402_300_800))
	fails[cel.Timestamp](t, cel.ErrTimestampOutOfRange)(cel.TimestampFromInt(-62_135_596_801))
}

func TestTimestampArithmeticChecksTheRange(t *testing.T) {
	ok, fail := returns[cel.Timestamp], fails[cel.Timestamp](t, cel.ErrTimestampOutOfRange)
	first, last := timestamp(t, "0001-01-01T00:00:00Z"), timestamp(t, "9999-12-31T23:59:59.999999999Z")
	early := timestamp(t, "0001-01-01T00:00:01.000000001Z")
	soon := timestamp(t, "0001-01-01T00:00:00.000000002Z")
	ok(t, soon, nil)(cel.AddTimestampDuration(early, duration(t, "-999999999ns")))
	ok(t, soon, nil)(cel.AddDurationTimestamp(duration(t, "-999999999ns"), early))
	ok(t, timestamp(t, "2009-02-13T23:00:00Z"), nil)(
		cel.SubTimestampDuration(timestamp(t, "2009-02-13T23:10:00Z"), duration(t, "600s")))
	returns(t, duration(t, "119.5s"), nil)(
		cel.SubTimestamps(timestamp(t, "2009-02-13T23:31:00Z"), timestamp(t, "2009-02-13T23:29:00.5Z")))
	returns(t, duration(t, "-0.5s"), nil)(
		cel.SubTimestamps(timestamp(t, "2009-02-13T23:29:00Z"), timestamp(t, "2009-02-13T23:29:00.5Z")))
	fail(cel.AddTimestampDuration(last, duration(t, "1ns")))
	fail(cel.SubTimestampDuration(first, duration(t, "1ns")))
	fail(cel.SubTimestampDuration(first, cel.DurationOf(math.MinInt64, 0)))
	tooLong := fails[cel.Duration](t, cel.ErrDurationOutOfRange)
	tooLong(cel.SubTimestamps(last, first))
	tooLong(cel.SubTimestamps(cel.TimestampOf(math.MinInt64, 0), cel.TimestampOf(math.MaxInt64, 0)))
	equal(t, first.Compare(cel.Now()), -1)
	equal(t, cel.Now().Compare(last), -1)
	equal(t, cel.TimestampOfTime(time.Unix(-1, 5)), cel.Timestamp{Seconds: -1, Nanos: 5})
}

func TestFormattedTimestampsParseToTheSameValue(t *testing.T) {
	r := random(4)
	first, last := timestamp(t, "0001-01-01T00:00:00Z"), timestamp(t, "9999-12-31T23:59:59Z")
	for range 20_000 {
		at := cel.TimestampOf(first.Seconds+int64(r.below(int(last.Seconds-first.Seconds))), int32(r.below(1_000_000_000)))
		returns(t, at, nil)(cel.TimestampFromString(at.String()))
		equal(t, at.String(), time.Unix(at.Seconds, int64(at.Nanos)).UTC().Format(time.RFC3339Nano))
		// Timestamps out of range can be formatted too.
		far := cel.TimestampOf(r.int(), int32(r.int()))
		equal(t, strings.HasSuffix(far.String(), "Z"), true)
		days := cel.DayOfYear(far)
		equal(t, 0 <= days && days < 366, true, far)
		equal(t, strings.HasSuffix(cel.DurationOf(r.int(), int32(r.int())).String(), "s"), true)
	}
}

func TestAnyTextHasATime(t *testing.T) {
	r := random(10)
	valid := 0
	for range 50_000 {
		text := r.textOf("109.-+:hmsnuµ", 7)
		if _, err := cel.DurationFromString(text); err == nil {
			valid++
		}
		if _, err := cel.HoursIn(cel.Timestamp{}, text); err == nil {
			valid++
		}
		// A timestamp with one character changed.
		at := []rune("2009-02-13T23:31:30.5+05:30")
		at[r.below(len(at))] = oneOf(&r, []rune("019-:TZé."))
		if _, err := cel.TimestampFromString(string(at)); err == nil {
			valid++
		}
	}
	equal(t, valid > 5000, true, valid)
}
