package cel

// Error is the reason why the evaluation of an expression failed. Errors are
// constants of this package, so that they can be compared with == and
// [errors.Is].
type Error uint8

// The errors of expressions.
const (
	_ Error = iota
	// ErrDivisionByZero is the error of x / 0.
	ErrDivisionByZero
	// ErrModulusByZero is the error of x % 0.
	ErrModulusByZero
	// ErrIntegerOverflow is the error of an operator, or of a conversion to
	// int or uint, whose result does not fit into 64 bits.
	ErrIntegerOverflow
	// ErrIndexOutOfRange is the error of an index into a list or string that
	// is out of range.
	ErrIndexOutOfRange
	// ErrInvalidRange is the error of a substring that ends before it starts.
	ErrInvalidRange
	// ErrNoSuchKey is the error of a map without an entry for a key.
	ErrNoSuchKey
	// ErrRepeatedKey is the error of a map that would have the same key twice.
	ErrRepeatedKey
	// ErrNoSuchField is the error of a value without a field of some name.
	ErrNoSuchField
	// ErrNoSuchOverload is the error of an operator or function that is not
	// defined for the type of a value.
	ErrNoSuchOverload
	// ErrInvalidInt is the error of a string that is not an int.
	ErrInvalidInt
	// ErrInvalidUint is the error of a string that is not a uint.
	ErrInvalidUint
	// ErrInvalidDouble is the error of a string that is not a double.
	ErrInvalidDouble
	// ErrInvalidBool is the error of a string that is not a bool.
	ErrInvalidBool
	// ErrInvalidDuration is the error of a string that is not a duration.
	ErrInvalidDuration
	// ErrInvalidTimestamp is the error of a string that is not a timestamp.
	ErrInvalidTimestamp
	// ErrInvalidUtf8 is the error of bytes that are converted to a string but
	// are not UTF-8.
	ErrInvalidUtf8
	// ErrTimestampOutOfRange is the error of a time before the year 1 or after
	// the year 9999.
	ErrTimestampOutOfRange
	// ErrDurationOutOfRange is the error of a duration with more nanoseconds
	// than fit into 64 bits: about 292 years.
	ErrDurationOutOfRange
	// ErrInvalidTimeZone is the error of a time zone that is neither an offset
	// nor a name in the database.
	ErrInvalidTimeZone
	// ErrInvalidRegex is the error of a pattern that RE2 rejects, or that is
	// too large.
	ErrInvalidRegex
	// ErrInvalidFormat is the error of a malformed template of format(), or of
	// an argument that has the wrong type for its clause.
	ErrInvalidFormat
	// ErrMissingArgument is the error of a template of format() with more
	// clauses than arguments.
	ErrMissingArgument
)

var errorTexts = [...]string{
	ErrDivisionByZero:      "division by zero",
	ErrModulusByZero:       "modulus by zero",
	ErrIntegerOverflow:     "integer overflow",
	ErrIndexOutOfRange:     "index out of range",
	ErrInvalidRange:        "invalid substring range",
	ErrNoSuchKey:           "no such key",
	ErrRepeatedKey:         "repeated key",
	ErrNoSuchField:         "no such field",
	ErrNoSuchOverload:      "no such overload",
	ErrInvalidInt:          "invalid argument to int()",
	ErrInvalidUint:         "invalid argument to uint()",
	ErrInvalidDouble:       "invalid argument to double()",
	ErrInvalidBool:         "invalid argument to bool()",
	ErrInvalidDuration:     "invalid argument to duration()",
	ErrInvalidTimestamp:    "invalid argument to timestamp()",
	ErrInvalidUtf8:         "invalid UTF-8",
	ErrTimestampOutOfRange: "timestamp out of range",
	ErrDurationOutOfRange:  "duration out of range",
	ErrInvalidTimeZone:     "invalid time zone",
	ErrInvalidRegex:        "invalid regex",
	ErrInvalidFormat:       "invalid format",
	ErrMissingArgument:     "missing argument to format()",
}

// Error returns the text of the error, such as "division by zero".
func (e Error) Error() string {
	if int(e) < len(errorTexts) && errorTexts[e] != "" {
		return errorTexts[e]
	}
	return "unknown error"
}

// Fail returns an error, with the zero value of any type.
func Fail[T any](err Error) (T, error) {
	var zero T
	return zero, err
}
