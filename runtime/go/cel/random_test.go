package cel_test

import "math"

// random makes numbers and texts that are the same in every run.
type random uint64

// bits is the generator splitmix64.
func (r *random) bits() uint64 {
	*r += 0x9E37_79B9_7F4A_7C15
	bits := uint64(*r)
	bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9
	bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB
	return bits ^ (bits >> 31)
}

func (r *random) below(end int) int {
	return int(r.bits() % uint64(end))
}

func oneOf[T any](r *random, of []T) T {
	return of[r.below(len(of))]
}

// int returns an integer. Boundary values and small ones are more frequent.
func (r *random) int() int64 {
	ends := []int64{math.MinInt64, math.MinInt64 + 1, math.MaxInt64, 1 << 53, 253_402_300_799, -62_135_596_800}
	switch r.below(3) {
	case 0:
		return oneOf(r, ends)
	case 1:
		return int64(r.below(20)) - 10
	}
	return int64(r.bits())
}

// double returns any double, or the double of an integer.
func (r *random) double() float64 {
	if r.below(2) == 0 {
		return math.Float64frombits(r.bits())
	}
	return float64(r.int())
}

func (r *random) textOf(characters string, most int) string {
	text := ""
	for range r.below(most + 1) {
		text += string(oneOf(r, []rune(characters)))
	}
	return text
}

// text has characters of one to four bytes, and those with a meaning for some
// function.
func (r *random) text(most int) string {
	return r.textOf("abAé日😀 \n\u2003\x00019.-+:TZsmhne%dfx\\[](){}*?|^$pQE,", most)
}

func (r *random) bytes(most int) []byte {
	bytes := make([]byte, r.below(most+1))
	for i := range bytes {
		bytes[i] = byte(r.bits()) % 3
	}
	return bytes
}
