package cel

import (
	"math"
	"strconv"
	"strings"
)

// AddDouble returns a + b.
func AddDouble(a, b float64) float64 { return a + b }

// SubDouble returns a - b.
func SubDouble(a, b float64) float64 { return a - b }

// MulDouble returns a * b, rounded to a double.
func MulDouble(a, b float64) float64 {
	// Without the conversion, the compiler may fuse the product with a sum,
	// which rounds only once.
	return float64(a * b)
}

// DivDouble returns a / b. The quotient of a number and zero is infinite.
func DivDouble(a, b float64) float64 { return a / b }

// NegDouble returns -a.
func NegDouble(a float64) float64 { return -a }

// DoubleFromInt returns double(int).
func DoubleFromInt(value int64) float64 { return float64(value) }

// DoubleFromUint returns double(uint).
func DoubleFromUint(value uint64) float64 { return float64(value) }

// DoubleFromString returns double(string): decimal digits with or without a
// sign, a point and an exponent, or the names inf, infinity and nan in any
// case. It fails if the text has another form or the number is out of range.
//
// Hexadecimal digits and underscores, which only cel-go accepts, are errors.
func DoubleFromString(text string) (float64, error) {
	if strings.ContainsAny(text, "_xX") {
		return 0, ErrInvalidDouble
	}
	// A number out of range is an error here.
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, ErrInvalidDouble
	}
	return number, nil
}

// Float rounds a double to a field of type float.
func Float(value float64) float32 { return float32(value) }

// IsNan returns isNan(): whether the value is not a number.
func IsNan(value float64) bool { return value != value }

// IsInf returns isInf(): whether the value is infinite.
func IsInf(value float64) bool { return math.IsInf(value, 0) }

// IsInfSigned returns isInf(sign): whether the value is infinite, and has this
// sign unless the sign is zero.
func IsInfSigned(value float64, sign int64) bool {
	return math.IsInf(value, 0) && (sign == 0 || (sign > 0) == (value > 0))
}

// NotZeroDouble reports whether a value differs from the value of an unset
// field. Minus zero does.
func NotZeroDouble(value float64) bool { return math.Float64bits(value) != 0 }

// NotZeroFloat reports whether a value differs from the value of an unset
// field. Minus zero does.
func NotZeroFloat(value float32) bool { return math.Float32bits(value) != 0 }

// Infinity returns the positive infinity, which has no literal in Go.
func Infinity() float64 { return math.Inf(1) }

// NegativeInfinity returns the negative infinity, which has no literal in Go.
func NegativeInfinity() float64 { return math.Inf(-1) }

// NegativeZero returns minus zero. The literal -0.0 of Go is zero.
func NegativeZero() float64 { return math.Copysign(0, -1) }

// NotANumber returns NaN, which has no literal in Go.
func NotANumber() float64 { return math.NaN() }
