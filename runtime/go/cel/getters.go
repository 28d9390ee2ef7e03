package cel

// FullYear returns getFullYear() in UTC.
func FullYear(t Timestamp) int64 { return fullYear(t.Seconds) }

// FullYearIn returns getFullYear(zone). It fails if the zone is unknown.
func FullYearIn(t Timestamp, zone string) (int64, error) { return in(fullYear, t, zone) }

// Month returns getMonth() in UTC. 0 is January.
func Month(t Timestamp) int64 { return month(t.Seconds) }

// MonthIn returns getMonth(zone). 0 is January. It fails if the zone is
// unknown.
func MonthIn(t Timestamp, zone string) (int64, error) { return in(month, t, zone) }

// DayOfMonth returns getDayOfMonth() in UTC, from 0.
func DayOfMonth(t Timestamp) int64 { return dayOfMonth(t.Seconds) }

// DayOfMonthIn returns getDayOfMonth(zone), from 0. It fails if the zone is
// unknown.
func DayOfMonthIn(t Timestamp, zone string) (int64, error) { return in(dayOfMonth, t, zone) }

// Date returns getDate() in UTC: the day of the month, from 1.
func Date(t Timestamp) int64 { return dayOfMonth(t.Seconds) + 1 }

// DateIn returns getDate(zone): the day of the month, from 1. It fails if the
// zone is unknown.
func DateIn(t Timestamp, zone string) (int64, error) {
	dayFromZero, err := in(dayOfMonth, t, zone)
	if err != nil {
		return 0, err
	}
	return dayFromZero + 1, nil
}

// DayOfWeek returns getDayOfWeek() in UTC. 0 is Sunday.
func DayOfWeek(t Timestamp) int64 { return dayOfWeek(t.Seconds) }

// DayOfWeekIn returns getDayOfWeek(zone). 0 is Sunday. It fails if the zone is
// unknown.
func DayOfWeekIn(t Timestamp, zone string) (int64, error) { return in(dayOfWeek, t, zone) }

// DayOfYear returns getDayOfYear() in UTC, from 0.
func DayOfYear(t Timestamp) int64 { return dayOfYear(t.Seconds) }

// DayOfYearIn returns getDayOfYear(zone), from 0. It fails if the zone is
// unknown.
func DayOfYearIn(t Timestamp, zone string) (int64, error) { return in(dayOfYear, t, zone) }

// Hours returns getHours() in UTC.
func Hours(t Timestamp) int64 { return hours(t.Seconds) }

// HoursIn returns getHours(zone). It fails if the zone is unknown.
func HoursIn(t Timestamp, zone string) (int64, error) { return in(hours, t, zone) }

// Minutes returns getMinutes() in UTC.
func Minutes(t Timestamp) int64 { return minutes(t.Seconds) }

// MinutesIn returns getMinutes(zone). It fails if the zone is unknown.
func MinutesIn(t Timestamp, zone string) (int64, error) { return in(minutes, t, zone) }

// Seconds returns getSeconds() in UTC.
func Seconds(t Timestamp) int64 { return seconds(t.Seconds) }

// SecondsIn returns getSeconds(zone). It fails if the zone is unknown.
func SecondsIn(t Timestamp, zone string) (int64, error) { return in(seconds, t, zone) }

// Milliseconds returns getMilliseconds().
func Milliseconds(t Timestamp) int64 { return int64(t.Nanos / 1_000_000) }

// MillisecondsIn returns getMilliseconds(zone), which is the same in all
// zones. It fails if the zone is unknown.
func MillisecondsIn(t Timestamp, zone string) (int64, error) {
	if _, err := offsetAt(zone, t.Seconds); err != nil {
		return 0, err
	}
	return Milliseconds(t), nil
}

// in applies a getter to the local time in a zone, in seconds since the epoch.
func in(getter func(local int64) int64, t Timestamp, zone string) (int64, error) {
	offset, err := offsetAt(zone, t.Seconds)
	if err != nil {
		return 0, err
	}
	return getter(saturatingAdd(t.Seconds, offset)), nil
}

func fullYear(local int64) int64 { return dateOf(floorDiv(local, day)).year }

func month(local int64) int64 { return dateOf(floorDiv(local, day)).month - 1 }

func dayOfMonth(local int64) int64 { return dateOf(floorDiv(local, day)).day - 1 }

// dayOfWeek counts from the epoch, which was a Thursday.
func dayOfWeek(local int64) int64 { return floorMod(floorDiv(local, day)+4, 7) }

func dayOfYear(local int64) int64 {
	days := floorDiv(local, day)
	start := date{year: dateOf(days).year, month: 1, day: 1}
	return days - start.days()
}

func hours(local int64) int64 { return floorMod(local, day) / 3600 }

func minutes(local int64) int64 { return floorMod(local, 3600) / 60 }

func seconds(local int64) int64 { return floorMod(local, 60) }
