package cel

import "bytes"

// SizeBytes returns size(bytes).
func SizeBytes(value []byte) int64 { return int64(len(value)) }

// ConcatBytes returns the bytes, one after the other.
func ConcatBytes(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// ContainsBytes returns contains(bytes).
func ContainsBytes(value, part []byte) bool { return bytes.Contains(value, part) }

// StartsWithBytes returns startsWith(bytes).
func StartsWithBytes(value, prefix []byte) bool { return bytes.HasPrefix(value, prefix) }

// EndsWithBytes returns endsWith(bytes).
func EndsWithBytes(value, suffix []byte) bool { return bytes.HasSuffix(value, suffix) }

// EqualBytes returns a == b. Unset bytes are empty.
func EqualBytes(a, b []byte) bool { return bytes.Equal(a, b) }

// CompareBytes returns -1 if a < b, 0 if a == b, and +1 if a > b.
func CompareBytes(a, b []byte) int { return bytes.Compare(a, b) }

// BytesFromString returns bytes(string).
func BytesFromString(text string) []byte { return []byte(text) }
