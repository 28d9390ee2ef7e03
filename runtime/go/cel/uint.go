package cel

import (
	"math"
	"math/bits"
)

// AddUint returns a + b. It fails if the sum overflows.
func AddUint(a, b uint64) (uint64, error) {
	sum, carry := bits.Add64(a, b, 0)
	if carry != 0 {
		return 0, ErrIntegerOverflow
	}
	return sum, nil
}

// SubUint returns a - b. It fails if b is larger than a.
func SubUint(a, b uint64) (uint64, error) {
	if b > a {
		return 0, ErrIntegerOverflow
	}
	return a - b, nil
}

// MulUint returns a * b. It fails if the product overflows.
func MulUint(a, b uint64) (uint64, error) {
	high, low := bits.Mul64(a, b)
	if high != 0 {
		return 0, ErrIntegerOverflow
	}
	return low, nil
}

// DivUint returns a / b, rounded down. It fails if b is zero.
func DivUint(a, b uint64) (uint64, error) {
	if b == 0 {
		return 0, ErrDivisionByZero
	}
	return a / b, nil
}

// RemUint returns a % b. It fails if b is zero.
func RemUint(a, b uint64) (uint64, error) {
	if b == 0 {
		return 0, ErrModulusByZero
	}
	return a % b, nil
}

// UintFromInt returns uint(int). It fails if the value is negative.
func UintFromInt(value int64) (uint64, error) {
	if value < 0 {
		return 0, ErrIntegerOverflow
	}
	return uint64(value), nil
}

// UintFromDouble returns uint(double): its integer part. It fails unless the
// value is at least zero and less than 2^64.
func UintFromDouble(value float64) (uint64, error) {
	// The conversion of a value out of range is undefined in Go.
	if value >= 0 && value < 1<<64 {
		return uint64(value), nil
	}
	return 0, ErrIntegerOverflow
}

// UintFromString returns uint(string): decimal digits. It fails if the text
// has another form, such as a sign, or the number is out of range.
func UintFromString(text string) (uint64, error) {
	number, ok := decimal(text)
	if !ok {
		return 0, ErrInvalidUint
	}
	return number, nil
}

// Uint32 converts a value for a 32-bit field. It fails if the value is out of
// the range of uint32.
func Uint32(value uint64) (uint32, error) {
	if value > math.MaxUint32 {
		return 0, ErrIntegerOverflow
	}
	return uint32(value), nil
}
