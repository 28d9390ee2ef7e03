package cel

// date is a date of the Gregorian calendar. Months and days count from 1.
type date struct {
	year, month, day int64
}

const (
	// epoch is the number of days from 0000-03-01 to 1970-01-01. In years that
	// start in March, the leap day is the last day.
	epoch = 719_468
	// cycle is the number of days in 400 years.
	cycle = 146_097
)

// dateOf returns the date that is a number of days after 1970-01-01.
func dateOf(days int64) date {
	days += epoch
	cycles, rest := floorDiv(days, cycle), floorMod(days, cycle)
	// Remove the leap days, which are at the end of four years, of a century,
	// or of the cycle.
	year := (rest - rest/1460 + rest/36_524 - rest/(cycle-1)) / 365
	rest -= 365*year + year/4 - year/100
	// From March, five months have 153 days.
	month := (5*rest + 2) / 153
	result := date{
		year:  cycles*400 + year,
		month: month + 3,
		day:   rest - (153*month+2)/5 + 1,
	}
	if result.month > 12 {
		result.month -= 12
		result.year++
	}
	return result
}

// days returns the number of days since 1970-01-01.
func (d date) days() int64 {
	year := d.year
	if d.month <= 2 {
		year--
	}
	cycles, year := floorDiv(year, 400), floorMod(year, 400)
	month := (d.month + 9) % 12
	rest := (153*month+2)/5 + d.day - 1
	return cycles*cycle + year*365 + year/4 - year/100 + rest - epoch
}

// exists reports whether the month has such a day.
func (d date) exists() bool {
	last := int64(31)
	switch d.month {
	case 2:
		last = 28
		if d.year%4 == 0 && (d.year%100 != 0 || d.year%400 == 0) {
			last = 29
		}
	case 4, 6, 9, 11:
		last = 30
	}
	return 1 <= d.month && d.month <= 12 && 1 <= d.day && d.day <= last
}

// TimestampFromString returns timestamp(string): a date and time with an
// offset, in the format of RFC 3339, with T and Z in upper case, and without
// leap seconds. Fractions of a nanosecond are dropped. It fails if the text
// has another form or the time is out of range.
func TimestampFromString(text string) (Timestamp, error) {
	parsed, ok := rfc3339(text)
	if !ok {
		return Timestamp{}, ErrInvalidTimestamp
	}
	return parsed.checked()
}

// rfc3339 parses YYYY-MM-DDThh:mm:ss, an optional fraction, then Z or ±hh:mm.
func rfc3339(text string) (Timestamp, bool) {
	if len(text) < 20 {
		return Timestamp{}, false
	}
	if text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' {
		return Timestamp{}, false
	}
	valid := true
	number := func(digits string, most uint64) int64 {
		number, ok := decimal(digits)
		valid = valid && ok && number <= most
		return int64(number)
	}
	d := date{number(text[:4], 9999), number(text[5:7], 12), number(text[8:10], 31)}
	seconds := number(text[11:13], 23)*3600 + number(text[14:16], 59)*60 + number(text[17:19], 59)
	nanos, zone := int32(0), text[19:]
	if zone[0] == '.' {
		fraction, rest := digits(zone[1:])
		valid = valid && fraction != ""
		nanos, zone = fractionOfSecond(fraction), rest
	}
	switch {
	case zone == "Z":
	case len(zone) == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':':
		offset := number(zone[1:3], 23)*3600 + number(zone[4:], 59)*60
		if zone[0] == '-' {
			offset = -offset
		}
		seconds -= offset
	default:
		return Timestamp{}, false
	}
	if !valid || !d.exists() {
		return Timestamp{}, false
	}
	return Timestamp{d.days()*day + seconds, nanos}, true
}

// fractionOfSecond returns the nanoseconds of decimal digits.
func fractionOfSecond(digits string) int32 {
	nanos := int32(0)
	for i := range 9 {
		nanos *= 10
		if i < len(digits) {
			nanos += int32(digits[i] - '0')
		}
	}
	return nanos
}
