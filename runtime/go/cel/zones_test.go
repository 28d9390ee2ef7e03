package cel_test

import (
	"math"
	"testing"
	_ "time/tzdata" // The tests do not depend on the database of the machine.

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

// getters returns the results of all getters, from the year to the
// milliseconds.
func getters(t *testing.T, text, zone string) (results [10]int64) {
	t.Helper()
	at := timestamp(t, text)
	for i, getter := range []func(cel.Timestamp, string) (int64, error){
		cel.FullYearIn, cel.MonthIn, cel.DateIn, cel.DayOfMonthIn, cel.DayOfWeekIn, cel.DayOfYearIn,
		cel.HoursIn, cel.MinutesIn, cel.SecondsIn, cel.MillisecondsIn,
	} {
		result, err := getter(at, zone)
		if err != nil {
			t.Errorf("%s: %v", zone, err)
		}
		results[i] = result
	}
	return results
}

func TestGettersUseTheTimeZone(t *testing.T) {
	for _, test := range []struct {
		text, zone string
		want       [10]int64
	}{
		{"2009-02-13T23:31:30.123456789Z", "UTC", [10]int64{2009, 1, 13, 12, 5, 43, 23, 31, 30, 123}},
		{"2000-12-31T00:00:00Z", "", [10]int64{2000, 11, 31, 30, 0, 365, 0, 0, 0, 0}},
		{"1969-12-31T23:59:59.999Z", "UTC", [10]int64{1969, 11, 31, 30, 3, 364, 23, 59, 59, 999}},
		{"2009-02-13T23:31:30Z", "+11:00", [10]int64{2009, 1, 14, 13, 6, 44, 10, 31, 30, 0}},
		{"2009-01-01T02:00:00Z", "-02:30", [10]int64{2008, 11, 31, 30, 3, 365, 23, 30, 0, 0}},
		// In a zone ahead of UTC, the last timestamp is in the year 10000.
		{"9999-12-31T23:59:59Z", "+11:00", [10]int64{10_000, 0, 1, 0, 6, 0, 10, 59, 59, 0}},
	} {
		equal(t, getters(t, test.text, test.zone), test.want, test.text)
	}
	at := timestamp(t, "2009-02-13T23:31:30.123456789Z")
	inUtc := [10]int64{
		cel.FullYear(at), cel.Month(at), cel.Date(at), cel.DayOfMonth(at), cel.DayOfWeek(at), cel.DayOfYear(at),
		cel.Hours(at), cel.Minutes(at), cel.Seconds(at), cel.Milliseconds(at),
	}
	equal(t, inUtc, getters(t, "2009-02-13T23:31:30.123456789Z", "UTC"))
}

func TestOffsetsHaveHoursAndMinutes(t *testing.T) {
	noon := "2009-02-13T12:00:00Z"
	for text, same := range map[string]string{"02:00": "+02:00", "+2:00": "+02:00", "-00:00": "UTC", "": "UTC"} {
		equal(t, getters(t, noon, text), getters(t, noon, same), text)
	}
	if getters(t, noon, "-00:30") == getters(t, noon, "+00:30") {
		t.Error("the sign of an offset without hours is lost")
	}
	for _, zone := range []string{
		"24:00", "+01:60", "01:0", ":", "+:", "é:00", "1:é", "+001:00", "--1:00", "1:00:00", "Nowhere/Land", "Local",
		"../UTC", "Europe/../UTC", "/etc/passwd", "Europe/Paris\x00", "posixrules", "A.B",
	} {
		for _, getter := range []func(cel.Timestamp, string) (int64, error){cel.HoursIn, cel.MillisecondsIn, cel.DateIn} {
			fails[int64](t, cel.ErrInvalidTimeZone)(getter(cel.Timestamp{}, zone))
		}
	}
}

func TestNamedZonesKeepTheirHistory(t *testing.T) {
	for _, test := range []struct {
		at, zone string
		hours    int64
	}{
		{"2024-01-15T12:00:00Z", "Europe/Paris", 13},
		{"2024-07-15T12:00:00Z", "Europe/Paris", 14},
		{"2024-07-15T12:00:00Z", "America/New_York", 8},
		{"9999-07-15T12:00:00Z", "America/New_York", 8},
		{"2024-07-15T12:00:00Z", "Etc/GMT+5", 7},
	} {
		equal(t, getters(t, test.at, test.zone)[6], test.hours, test)
	}
	equal(t, getters(t, "2009-02-13T23:31:30Z", "Asia/Kathmandu")[7], 16)
	equal(t, getters(t, "0001-01-01T00:00:00Z", "Asia/Kathmandu")[0], 1)
	year, err := cel.FullYearIn(cel.TimestampOf(math.MaxInt64, 0), "Asia/Kathmandu")
	if err != nil || year <= 10_000 {
		t.Errorf("got %d, %v", year, err)
	}
}
