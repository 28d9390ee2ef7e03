// Package cel has the functions of the Common Expression Language that
// compiled rules call.
//
// They follow [the specification of CEL]. Where it leaves a choice, they
// follow cel-go, with its [strings extension], and protovalidate's extensions.
// A failed evaluation is an [Error]; no input causes a panic.
//
// The functions have the names that rpcsmith gives to the overloads of CEL. A
// function that can fail returns an error; the others cannot fail. For an
// operator that cannot fail, generated code uses the operator of Go: < on
// strings, && on bools.
//
// The types of CEL are these types of Go:
//
//	int                        int64
//	uint                       uint64
//	double                     float64
//	bool, string, bytes        bool, string, []byte
//	list, map                  []T, map[K]V
//	google.protobuf.Duration   Duration
//	google.protobuf.Timestamp  Timestamp
//	wrapper messages           Nullable[T]
//	dyn                        Value
//
// The formats of strings, such as isEmail, are in package formats.
//
// [the specification of CEL]: https://github.com/google/cel-spec/blob/master/doc/langdef.md
// [strings extension]: https://pkg.go.dev/cel.dev/cel-go/ext#Strings
package cel
