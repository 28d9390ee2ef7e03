package cel

// AbsorbAnd returns left && right. If one side is false, the result is false,
// even if the other side fails.
func AbsorbAnd(left, right func() (bool, error)) (bool, error) {
	holds, err := left()
	switch {
	case err != nil:
		if holds, rightErr := right(); rightErr == nil && !holds {
			return false, nil
		}
		return false, err
	case holds:
		return right()
	}
	return false, nil
}

// AbsorbOr returns left || right. If one side is true, the result is true,
// even if the other side fails.
func AbsorbOr(left, right func() (bool, error)) (bool, error) {
	holds, err := left()
	switch {
	case err != nil:
		if holds, rightErr := right(); rightErr == nil && holds {
			return true, nil
		}
		return false, err
	case !holds:
		return right()
	}
	return true, nil
}
