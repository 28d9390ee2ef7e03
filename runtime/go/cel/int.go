package cel

import "math"

// AddInt returns a + b. It fails if the sum overflows.
func AddInt(a, b int64) (int64, error) {
	sum := a + b
	// The sum overflows if both operands have the sign that it lacks.
	if (a^sum)&(b^sum) < 0 {
		return 0, ErrIntegerOverflow
	}
	return sum, nil
}

// SubInt returns a - b. It fails if the difference overflows.
func SubInt(a, b int64) (int64, error) {
	difference := a - b
	if (a^b)&(a^difference) < 0 {
		return 0, ErrIntegerOverflow
	}
	return difference, nil
}

// MulInt returns a * b. It fails if the product overflows.
func MulInt(a, b int64) (int64, error) {
	if a == 0 || b == 0 {
		return 0, nil
	}
	product := a * b
	// In Go, the minimum divided by -1 wraps to the minimum.
	if product/b != a || (a == -1 && b == math.MinInt64) || (b == -1 && a == math.MinInt64) {
		return 0, ErrIntegerOverflow
	}
	return product, nil
}

// DivInt returns a / b, rounded towards zero. It fails if b is zero, or if the
// quotient overflows: the minimum int divided by -1.
func DivInt(a, b int64) (int64, error) {
	if b == 0 {
		return 0, ErrDivisionByZero
	}
	if b == -1 && a == math.MinInt64 {
		return 0, ErrIntegerOverflow
	}
	return a / b, nil
}

// RemInt returns a % b, with the sign of a. It fails if b is zero, or if a is
// the minimum int and b is -1.
func RemInt(a, b int64) (int64, error) {
	if b == 0 {
		return 0, ErrModulusByZero
	}
	if b == -1 && a == math.MinInt64 {
		return 0, ErrIntegerOverflow
	}
	return a % b, nil
}

// NegInt returns -a. It fails if a is the minimum int.
func NegInt(a int64) (int64, error) {
	if a == math.MinInt64 {
		return 0, ErrIntegerOverflow
	}
	return -a, nil
}

// IntFromUint returns int(uint). It fails if the value is too large.
func IntFromUint(value uint64) (int64, error) {
	if value > math.MaxInt64 {
		return 0, ErrIntegerOverflow
	}
	return int64(value), nil
}

// IntFromDouble returns int(double): its integer part. It fails unless the
// value is strictly between -2^63 and 2^63. A double at either end may be the
// rounded value of a number out of range.
func IntFromDouble(value float64) (int64, error) {
	const end = 1 << 63
	// The conversion of a value out of range is undefined in Go.
	if value > -end && value < end {
		return int64(value), nil
	}
	return 0, ErrIntegerOverflow
}

// IntFromString returns int(string): decimal digits, with an optional sign. It
// fails if the text has another form or the number is out of range.
func IntFromString(text string) (int64, error) {
	digits, negative := text, false
	if text != "" && (text[0] == '-' || text[0] == '+') {
		digits, negative = text[1:], text[0] == '-'
	}
	size, ok := decimal(digits)
	switch {
	case !ok:
		return 0, ErrInvalidInt
	case negative && size <= 1<<63:
		return -int64(size), nil
	case !negative && size <= math.MaxInt64:
		return int64(size), nil
	}
	return 0, ErrInvalidInt
}

// IntFromTimestamp returns int(timestamp): whole seconds since the epoch.
func IntFromTimestamp(value Timestamp) int64 {
	return value.Seconds
}

// Int32 converts a value for a 32-bit field. It fails if the value is out of
// the range of int32.
func Int32(value int64) (int32, error) {
	if value < math.MinInt32 || value > math.MaxInt32 {
		return 0, ErrIntegerOverflow
	}
	return int32(value), nil
}

// decimal parses one or more decimal digits.
func decimal(digits string) (uint64, bool) {
	var number uint64
	for i := range len(digits) {
		digit := uint64(digits[i]) - '0'
		if digit > 9 || number > (math.MaxUint64-digit)/10 {
			return 0, false
		}
		number = number*10 + digit
	}
	return number, digits != ""
}
