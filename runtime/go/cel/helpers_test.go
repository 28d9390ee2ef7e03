package cel_test

import (
	"fmt"
	"testing"
)

// equal fails the test unless both are equal.
func equal[T comparable](t *testing.T, got, want T, about ...any) {
	t.Helper()
	if got != want {
		t.Errorf("%sgot %#v, want %#v", prefix(about), got, want)
	}
}

// returns fails the test unless a function returned this value, or this error.
func returns[T comparable](t *testing.T, want T, wantErr error) func(got T, err error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		if err != wantErr || err == nil && got != want {
			t.Errorf("got %#v, %v; want %#v, %v", got, err, want, wantErr)
		}
	}
}

// fails fails the test unless a function returned this error.
func fails[T any](t *testing.T, want error) func(got T, err error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		if err != want {
			t.Errorf("got %#v, %v; want %v", got, err, want)
		}
	}
}

func prefix(about []any) string {
	if len(about) == 0 {
		return ""
	}
	return fmt.Sprintf("%q: ", about)
}
