package cel

import (
	"strings"
	"sync"
	"time"
)

// offsetAt returns the offset of a time zone from UTC in seconds, at a time in
// seconds since the epoch.
//
// The zone is an offset ±hh:mm, UTC or an empty text, or a name in the IANA
// database, such as Europe/Paris. The names come from the database of the
// machine, or from the program if it imports time/tzdata.
func offsetAt(zone string, seconds int64) (int64, error) {
	switch {
	case zone == "" || zone == "UTC":
		return 0, nil
	case strings.Contains(zone, ":"):
		return fixedOffset(zone)
	}
	location, err := named(zone)
	if err != nil {
		return 0, err
	}
	// The years -9999 to 9999, to which the rules of zones apply.
	const first, last = -377_705_023_201, 253_402_207_200
	_, offset := time.Unix(min(max(seconds, first), last), 0).In(location).Zone()
	return int64(offset), nil
}

// fixedOffset parses an offset, ±hh:mm. The plus sign and a leading zero of
// the hours are optional.
func fixedOffset(text string) (int64, error) {
	sign, rest := int64(1), text
	if text[0] == '-' || text[0] == '+' {
		rest = text[1:]
	}
	if text[0] == '-' {
		sign = -1
	}
	hours, minutes, _ := strings.Cut(rest, ":")
	if len(hours) < 1 || len(hours) > 2 || len(minutes) != 2 {
		return 0, ErrInvalidTimeZone
	}
	h, isHour := decimal(hours)
	m, isMinute := decimal(minutes)
	if !isHour || !isMinute || h > 23 || m > 59 {
		return 0, ErrInvalidTimeZone
	}
	return sign * int64(h*3600+m*60), nil
}

// locations has the zones in use by name. The database limits their number.
var locations sync.Map

// maxZoneName is longer than every name in the database.
const maxZoneName = 64

// named returns a zone of the database. Loading it reads a file, so each zone
// is loaded once.
func named(zone string) (*time.Location, error) {
	if location, ok := locations.Load(zone); ok {
		return location.(*time.Location), nil
	}
	// Local is the zone of the machine, which must not decide a rule.
	if zone == "Local" || !isZoneName(zone) {
		return nil, ErrInvalidTimeZone
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return nil, ErrInvalidTimeZone
	}
	locations.Store(zone, location)
	return location, nil
}

// isZoneName reports whether a text has the form of a name in the database. The
// search for any other text reads files and cannot succeed.
func isZoneName(text string) bool {
	if len(text) > maxZoneName || text[0] < 'A' || text[0] > 'Z' {
		return false
	}
	for i := range len(text) {
		b := text[i]
		isLetter := 'a' <= b|0x20 && b|0x20 <= 'z'
		if !isLetter && (b < '0' || b > '9') && strings.IndexByte("/_+-", b) < 0 {
			return false
		}
	}
	return true
}
