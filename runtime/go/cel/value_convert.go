package cel

import (
	"encoding/base64"
	"slices"
)

// DynInt returns int(value). It fails if the conversion fails, or is not
// defined for the type.
func DynInt(value Value) (int64, error) {
	switch content := value.content.(type) {
	case int64:
		return content, nil
	case uint64:
		return IntFromUint(content)
	case float64:
		return IntFromDouble(content)
	case string:
		return IntFromString(content)
	case Timestamp:
		return IntFromTimestamp(content), nil
	}
	return 0, ErrNoSuchOverload
}

// DynUint returns uint(value). It fails if the conversion fails, or is not
// defined for the type.
func DynUint(value Value) (uint64, error) {
	switch content := value.content.(type) {
	case int64:
		return UintFromInt(content)
	case uint64:
		return content, nil
	case float64:
		return UintFromDouble(content)
	case string:
		return UintFromString(content)
	}
	return 0, ErrNoSuchOverload
}

// DynDouble returns double(value). It fails if the conversion fails, or is not
// defined for the type.
func DynDouble(value Value) (float64, error) {
	if text, ok := value.content.(string); ok {
		return DoubleFromString(text)
	}
	number, ok := value.number()
	if !ok {
		return 0, ErrNoSuchOverload
	}
	return number, nil
}

// DynBool returns bool(value). It fails if the conversion fails, or is not
// defined for the type.
func DynBool(value Value) (bool, error) {
	switch content := value.content.(type) {
	case bool:
		return content, nil
	case string:
		return BoolFromString(content)
	}
	return false, ErrNoSuchOverload
}

// DynString returns string(value). It fails if the conversion fails, or is not
// defined for the type.
func DynString(value Value) (string, error) {
	switch content := value.content.(type) {
	case bool:
		return StringFromBool(content), nil
	case int64:
		return StringFromInt(content), nil
	case uint64:
		return StringFromUint(content), nil
	case float64:
		return StringFromDouble(content), nil
	case string:
		return content, nil
	case []byte:
		return StringFromBytes(content)
	case Timestamp:
		return StringFromTimestamp(content), nil
	case Duration:
		return StringFromDuration(content), nil
	}
	return "", ErrNoSuchOverload
}

// DynBytes returns bytes(value). It fails if the conversion is not defined for
// the type.
func DynBytes(value Value) ([]byte, error) {
	switch content := value.content.(type) {
	case string:
		return []byte(content), nil
	case []byte:
		return content, nil
	}
	return nil, ErrNoSuchOverload
}

// DynTimestamp returns timestamp(value). It fails if the conversion fails, or
// is not defined for the type.
func DynTimestamp(value Value) (Timestamp, error) {
	switch content := value.content.(type) {
	case int64:
		return TimestampFromInt(content)
	case string:
		return TimestampFromString(content)
	case Timestamp:
		return content, nil
	}
	return Timestamp{}, ErrNoSuchOverload
}

// DynDuration returns duration(value). It fails if the conversion fails, or is
// not defined for the type.
func DynDuration(value Value) (Duration, error) {
	switch content := value.content.(type) {
	case string:
		return DurationFromString(content)
	case Duration:
		return content, nil
	}
	return Duration{}, ErrNoSuchOverload
}

// maxSafe is the largest integer up to which a double represents all integers
// exactly.
const maxSafe = 1<<53 - 1

// Json converts a value to a google.protobuf.Value, and returns the value of
// that message: integers up to 2^53 become doubles; larger ones, durations and
// timestamps become strings, and bytes become base64.
//
// It fails if the value is or contains a type, or a map with a key that is not
// a string.
func Json(value Value) (Value, error) {
	switch content := value.content.(type) {
	case int64:
		if magnitude(content) <= maxSafe {
			return Value{float64(content)}, nil
		}
		return Value{StringFromInt(content)}, nil
	case uint64:
		if content <= maxSafe {
			return Value{float64(content)}, nil
		}
		return Value{StringFromUint(content)}, nil
	case []byte:
		return Value{base64.StdEncoding.EncodeToString(content)}, nil
	case Timestamp:
		return Value{StringFromTimestamp(content)}, nil
	case Duration:
		return Value{StringFromDuration(content)}, nil
	case []Value:
		return made(TryMap(nil, content, Json))
	case valueMap:
		return jsonMap(content)
	case typeName:
		return Value{}, ErrNoSuchOverload
	}
	return value, nil
}

func jsonMap(m valueMap) (Value, error) {
	m = slices.Clone(m)
	for i, pair := range m {
		if _, ok := pair.Key.content.(string); !ok {
			return Value{}, ErrNoSuchOverload
		}
		value, err := Json(pair.Value)
		if err != nil {
			return Value{}, err
		}
		m[i].Value = value
	}
	return Value{m}, nil
}
