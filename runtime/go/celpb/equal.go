package celpb

import (
	"bytes"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Equal returns a == b of messages of the same type. An unset message has
// default values in all fields. NaN is not equal to anything, and both zeros
// are equal. Unknown fields are ignored.
//
// Unlike the rest of a validator, it uses reflection.
func Equal[M proto.Message](a, b M) bool {
	x, y := a.ProtoReflect(), b.ProtoReflect()
	if !x.IsValid() && !y.IsValid() {
		return true
	}
	return equalMessages(x, y)
}

// IsDefault reports whether all fields of a message have default values.
func IsDefault[M proto.Message](message M) bool {
	m := message.ProtoReflect()
	return !m.IsValid() || equalMessages(m, m.Type().Zero())
}

func equalMessages(x, y protoreflect.Message) bool {
	fields := x.Descriptor().Fields()
	for i := range fields.Len() {
		if !equalField(x, y, fields.Get(i)) {
			return false
		}
	}
	return hasExtensionsOf(x, y) && hasExtensionsOf(y, x)
}

// equalField compares a field of two messages.
func equalField(x, y protoreflect.Message, field protoreflect.FieldDescriptor) bool {
	// A required field is always set.
	isSet := field.Cardinality() == protoreflect.Required
	if field.HasPresence() && !isSet {
		if x.Has(field) != y.Has(field) {
			return false
		}
		if !x.Has(field) {
			return true
		}
	}
	a, b := x.Get(field), y.Get(field)
	switch {
	case field.IsList():
		return equalLists(field, a.List(), b.List())
	case field.IsMap():
		return equalMaps(field, a.Map(), b.Map())
	}
	return equalValues(field, a, b)
}

func equalLists(field protoreflect.FieldDescriptor, a, b protoreflect.List) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i := range a.Len() {
		if !equalValues(field, a.Get(i), b.Get(i)) {
			return false
		}
	}
	return true
}

func equalMaps(field protoreflect.FieldDescriptor, a, b protoreflect.Map) bool {
	if a.Len() != b.Len() {
		return false
	}
	equal := true
	a.Range(func(key protoreflect.MapKey, value protoreflect.Value) bool {
		equal = b.Has(key) && equalValues(field.MapValue(), value, b.Get(key))
		return equal
	})
	return equal
}

// equalValues compares two values of a field that are not lists or maps.
func equalValues(field protoreflect.FieldDescriptor, a, b protoreflect.Value) bool {
	switch field.Kind() {
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return equalMessages(a.Message(), b.Message())
	case protoreflect.BytesKind:
		return bytes.Equal(a.Bytes(), b.Bytes())
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		return a.Float() == b.Float()
	}
	return a.Interface() == b.Interface()
}

// hasExtensionsOf reports whether a message has all extensions of another one,
// with the same values.
func hasExtensionsOf(x, other protoreflect.Message) bool {
	equal := true
	other.Range(func(field protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
		equal = !field.IsExtension() || x.Has(field) && equalField(x, other, field)
		return equal
	})
	return equal
}
