package cel

// made returns a result as a value.
func made[T any](content T, err error) (Value, error) {
	if err != nil {
		return Value{}, err
	}
	return Value{content}, nil
}

// ordered returns the order of two values. A NaN has no order.
func less(a, b Value, test func(order int) bool) (bool, error) {
	order, ordered, err := compareValues(a, b)
	return err == nil && ordered && test(order), err
}

// LessValues returns a < b. It fails if the values have no order.
func LessValues(a, b Value) (bool, error) {
	return less(a, b, func(order int) bool { return order < 0 })
}

// LessEqualValues returns a <= b. It fails if the values have no order.
func LessEqualValues(a, b Value) (bool, error) {
	return less(a, b, func(order int) bool { return order <= 0 })
}

// GreaterValues returns a > b. It fails if the values have no order.
func GreaterValues(a, b Value) (bool, error) { return LessValues(b, a) }

// GreaterEqualValues returns a >= b. It fails if the values have no order.
func GreaterEqualValues(a, b Value) (bool, error) { return LessEqualValues(b, a) }

// arithmetic has an operator on numbers of each type.
type arithmetic struct {
	ints    func(a, b int64) (int64, error)
	uints   func(a, b uint64) (uint64, error)
	doubles func(a, b float64) float64
}

// apply applies the operator to two numbers of the same type.
func (operator arithmetic) apply(a, b Value) (Value, error) {
	switch x := a.content.(type) {
	case int64:
		if y, ok := b.content.(int64); ok {
			return made(operator.ints(x, y))
		}
	case uint64:
		if y, ok := b.content.(uint64); ok {
			return made(operator.uints(x, y))
		}
	case float64:
		if y, ok := b.content.(float64); ok && operator.doubles != nil {
			return Value{operator.doubles(x, y)}, nil
		}
	}
	return Value{}, ErrNoSuchOverload
}

// DynAdd returns a + b. It fails if the operation fails, or is not defined for
// the types.
func DynAdd(a, b Value) (Value, error) {
	switch x := a.content.(type) {
	case string:
		if y, ok := b.content.(string); ok {
			return Value{x + y}, nil
		}
	case []byte:
		if y, ok := b.content.([]byte); ok {
			return Value{ConcatBytes(x, y)}, nil
		}
	case []Value:
		if y, ok := b.content.([]Value); ok {
			return Value{ConcatLists(x, y)}, nil
		}
	case Duration:
		switch y := b.content.(type) {
		case Duration:
			return made(AddDurations(x, y))
		case Timestamp:
			return made(AddDurationTimestamp(x, y))
		}
	case Timestamp:
		if y, ok := b.content.(Duration); ok {
			return made(AddTimestampDuration(x, y))
		}
	}
	return arithmetic{AddInt, AddUint, AddDouble}.apply(a, b)
}

// DynSubtract returns a - b. It fails if the operation fails, or is not defined
// for the types.
func DynSubtract(a, b Value) (Value, error) {
	switch x := a.content.(type) {
	case Duration:
		if y, ok := b.content.(Duration); ok {
			return made(SubDurations(x, y))
		}
	case Timestamp:
		switch y := b.content.(type) {
		case Duration:
			return made(SubTimestampDuration(x, y))
		case Timestamp:
			return made(SubTimestamps(x, y))
		}
	}
	return arithmetic{SubInt, SubUint, SubDouble}.apply(a, b)
}

// DynMultiply returns a * b. It fails if the operation fails, or is not defined
// for the types.
func DynMultiply(a, b Value) (Value, error) {
	return arithmetic{MulInt, MulUint, MulDouble}.apply(a, b)
}

// DynDivide returns a / b. It fails if the operation fails, or is not defined
// for the types.
func DynDivide(a, b Value) (Value, error) {
	return arithmetic{DivInt, DivUint, DivDouble}.apply(a, b)
}

// DynRemainder returns a % b. It fails if the operation fails, or is not
// defined for the types.
func DynRemainder(a, b Value) (Value, error) {
	return arithmetic{ints: RemInt, uints: RemUint}.apply(a, b)
}

// DynNegate returns -a. It fails if the operation fails, or is not defined for
// the type.
func DynNegate(a Value) (Value, error) {
	switch content := a.content.(type) {
	case int64:
		return made(NegInt(content))
	case float64:
		return Value{-content}, nil
	case Duration:
		return made(NegDuration(content))
	}
	return Value{}, ErrNoSuchOverload
}
