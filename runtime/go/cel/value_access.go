package cel

// typeOf returns the name of the type of a value.
func (v Value) typeName() string {
	switch v.content.(type) {
	case bool:
		return "bool"
	case int64:
		return "int"
	case uint64:
		return "uint"
	case float64:
		return "double"
	case string:
		return "string"
	case []byte:
		return "bytes"
	case []Value:
		return "list"
	case valueMap:
		return "map"
	case Timestamp:
		return "google.protobuf.Timestamp"
	case Duration:
		return "google.protobuf.Duration"
	case typeName:
		return "type"
	}
	return "null_type"
}

// TypeOf returns type(value).
func TypeOf(value Value) Value { return TypeValue(value.typeName()) }

// content returns the content of a value. It fails if the value has another
// type.
func contentOf[T any](value Value) (T, error) {
	content, ok := value.content.(T)
	if !ok {
		return content, ErrNoSuchOverload
	}
	return content, nil
}

// ExpectBool returns the bool in a value. It fails for values of other types.
func ExpectBool(value Value) (bool, error) { return contentOf[bool](value) }

// ExpectInt returns the int in a value. It fails for values of other types.
func ExpectInt(value Value) (int64, error) { return contentOf[int64](value) }

// ExpectUint returns the uint in a value. It fails for values of other types.
func ExpectUint(value Value) (uint64, error) { return contentOf[uint64](value) }

// ExpectDouble returns the double in a value. It fails for values of other
// types.
func ExpectDouble(value Value) (float64, error) { return contentOf[float64](value) }

// ExpectString returns the string in a value. It fails for values of other
// types.
func ExpectString(value Value) (string, error) { return contentOf[string](value) }

// ExpectBytes returns the bytes in a value. It fails for values of other types.
func ExpectBytes(value Value) ([]byte, error) { return contentOf[[]byte](value) }

// ExpectDuration returns the duration in a value. It fails for values of other
// types.
func ExpectDuration(value Value) (Duration, error) { return contentOf[Duration](value) }

// ExpectTimestamp returns the timestamp in a value. It fails for values of
// other types.
func ExpectTimestamp(value Value) (Timestamp, error) { return contentOf[Timestamp](value) }

// ExpectList returns the items of a list in a value. It fails for values of
// other types.
func ExpectList(value Value) ([]Value, error) { return contentOf[[]Value](value) }

// HasKey returns has(value.name). The result is false unless the value is a
// map, as in cel-go.
func HasKey(value Value, name string) bool {
	m, _ := value.content.(valueMap)
	_, found := m.get(StringValue(name))
	return found
}

// DynRange returns the items for a macro such as all: the items of a list, or
// the keys of a map. It fails for values of other types.
func DynRange(value Value) ([]Value, error) {
	switch content := value.content.(type) {
	case []Value:
		return content, nil
	case valueMap:
		keys := make([]Value, len(content))
		for i, pair := range content {
			keys[i] = pair.Key
		}
		return keys, nil
	}
	return nil, ErrNoSuchOverload
}

// DynSize returns size() of a string, of bytes, of a list or a map. It fails
// for values of other types.
func DynSize(value Value) (int64, error) {
	switch content := value.content.(type) {
	case string:
		return SizeString(content), nil
	case []byte:
		return SizeBytes(content), nil
	case []Value:
		return SizeList(content), nil
	case valueMap:
		return SizeList(content), nil
	}
	return 0, ErrNoSuchOverload
}

// DynUnique returns unique() of a list. It fails for values of other types.
func DynUnique(steps *Steps, value Value) (bool, error) {
	list, err := ExpectList(value)
	if err != nil {
		return false, err
	}
	return UniqueFunc(steps, list, EqualValues), nil
}

// DynSelect returns value.name: the entry of a map. It fails if the value is
// not a map, or has no such entry.
func DynSelect(value Value, name string) (Value, error) {
	m, ok := value.content.(valueMap)
	if !ok {
		return Value{}, ErrNoSuchOverload
	}
	return m.entry(StringValue(name))
}

// entry returns the value of a key. It fails if the map has no such key.
func (m valueMap) entry(key Value) (Value, error) {
	value, found := m.get(key)
	if !found {
		return Value{}, ErrNoSuchKey
	}
	return value, nil
}

// DynIndex returns container[index]: an item of a list, or the entry of a map.
// The index can be a number of any type, if it is an integer. It fails if there
// is no such item, or if the container has another type.
func DynIndex(container, index Value) (Value, error) {
	key, err := keyOf(index)
	switch content := container.content.(type) {
	case []Value:
		switch index := key.content.(type) {
		case int64:
			return Item(content, index)
		case uint64:
			if index >= uint64(len(content)) {
				return Value{}, ErrIndexOutOfRange
			}
			return content[index], nil
		}
	case valueMap:
		if err != nil {
			return Value{}, ErrNoSuchKey
		}
		return content.entry(key)
	}
	return Value{}, ErrNoSuchOverload
}

// DynContains returns item in container: whether a list contains an item, or a
// map a key. It fails for containers of other types.
func DynContains(container, item Value) (bool, error) {
	switch content := container.content.(type) {
	case []Value:
		for _, other := range content {
			if EqualValues(other, item) {
				return true, nil
			}
		}
		return false, nil
	case valueMap:
		key, err := keyOf(item)
		if err != nil {
			return false, nil
		}
		_, found := content.get(key)
		return found, nil
	}
	return false, ErrNoSuchOverload
}

// ExpectMap returns the entries of a map in a value, in the order of their
// keys. It fails for values of other types.
func ExpectMap(value Value) ([]Pair, error) {
	m, err := contentOf[valueMap](value)
	return m, err
}
