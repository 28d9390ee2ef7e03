package rules

import "github.com/rpcsmith/rpcsmith/runtime/go/validate"

// The rules in float.
var (
	Float = validate.Field{Number: 1, Name: "float", Kind: validate.KindMessage}

	FloatConst   = validate.RulePath{Set: &Float, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindFloat}}
	FloatLt      = validate.RulePath{Set: &Float, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindFloat}}
	FloatLte     = validate.RulePath{Set: &Float, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindFloat}}
	FloatGt      = validate.RulePath{Set: &Float, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindFloat}}
	FloatGte     = validate.RulePath{Set: &Float, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindFloat}}
	FloatIn      = validate.RulePath{Set: &Float, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindFloat}}
	FloatNotIn   = validate.RulePath{Set: &Float, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindFloat}}
	FloatFinite  = validate.RulePath{Set: &Float, Field: validate.Field{Number: 8, Name: "finite", Kind: validate.KindBool}}
	FloatExample = validate.RulePath{Set: &Float, Field: validate.Field{Number: 9, Name: "example", Kind: validate.KindFloat}}
)

// The rules in double.
var (
	Double = validate.Field{Number: 2, Name: "double", Kind: validate.KindMessage}

	DoubleConst   = validate.RulePath{Set: &Double, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindDouble}}
	DoubleLt      = validate.RulePath{Set: &Double, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindDouble}}
	DoubleLte     = validate.RulePath{Set: &Double, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindDouble}}
	DoubleGt      = validate.RulePath{Set: &Double, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindDouble}}
	DoubleGte     = validate.RulePath{Set: &Double, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindDouble}}
	DoubleIn      = validate.RulePath{Set: &Double, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindDouble}}
	DoubleNotIn   = validate.RulePath{Set: &Double, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindDouble}}
	DoubleFinite  = validate.RulePath{Set: &Double, Field: validate.Field{Number: 8, Name: "finite", Kind: validate.KindBool}}
	DoubleExample = validate.RulePath{Set: &Double, Field: validate.Field{Number: 9, Name: "example", Kind: validate.KindDouble}}
)

// The rules in int32.
var (
	Int32 = validate.Field{Number: 3, Name: "int32", Kind: validate.KindMessage}

	Int32Const   = validate.RulePath{Set: &Int32, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindInt32}}
	Int32Lt      = validate.RulePath{Set: &Int32, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindInt32}}
	Int32Lte     = validate.RulePath{Set: &Int32, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindInt32}}
	Int32Gt      = validate.RulePath{Set: &Int32, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindInt32}}
	Int32Gte     = validate.RulePath{Set: &Int32, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindInt32}}
	Int32In      = validate.RulePath{Set: &Int32, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindInt32}}
	Int32NotIn   = validate.RulePath{Set: &Int32, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindInt32}}
	Int32Example = validate.RulePath{Set: &Int32, Field: validate.Field{Number: 8, Name: "example", Kind: validate.KindInt32}}
)

// The rules in int64.
var (
	Int64 = validate.Field{Number: 4, Name: "int64", Kind: validate.KindMessage}

	Int64Const   = validate.RulePath{Set: &Int64, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindInt64}}
	Int64Lt      = validate.RulePath{Set: &Int64, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindInt64}}
	Int64Lte     = validate.RulePath{Set: &Int64, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindInt64}}
	Int64Gt      = validate.RulePath{Set: &Int64, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindInt64}}
	Int64Gte     = validate.RulePath{Set: &Int64, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindInt64}}
	Int64In      = validate.RulePath{Set: &Int64, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindInt64}}
	Int64NotIn   = validate.RulePath{Set: &Int64, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindInt64}}
	Int64Example = validate.RulePath{Set: &Int64, Field: validate.Field{Number: 9, Name: "example", Kind: validate.KindInt64}}
)

// The rules in uint32.
var (
	Uint32 = validate.Field{Number: 5, Name: "uint32", Kind: validate.KindMessage}

	Uint32Const   = validate.RulePath{Set: &Uint32, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindUint32}}
	Uint32Lt      = validate.RulePath{Set: &Uint32, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindUint32}}
	Uint32Lte     = validate.RulePath{Set: &Uint32, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindUint32}}
	Uint32Gt      = validate.RulePath{Set: &Uint32, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindUint32}}
	Uint32Gte     = validate.RulePath{Set: &Uint32, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindUint32}}
	Uint32In      = validate.RulePath{Set: &Uint32, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindUint32}}
	Uint32NotIn   = validate.RulePath{Set: &Uint32, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindUint32}}
	Uint32Example = validate.RulePath{Set: &Uint32, Field: validate.Field{Number: 8, Name: "example", Kind: validate.KindUint32}}
)

// The rules in uint64.
var (
	Uint64 = validate.Field{Number: 6, Name: "uint64", Kind: validate.KindMessage}

	Uint64Const   = validate.RulePath{Set: &Uint64, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindUint64}}
	Uint64Lt      = validate.RulePath{Set: &Uint64, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindUint64}}
	Uint64Lte     = validate.RulePath{Set: &Uint64, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindUint64}}
	Uint64Gt      = validate.RulePath{Set: &Uint64, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindUint64}}
	Uint64Gte     = validate.RulePath{Set: &Uint64, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindUint64}}
	Uint64In      = validate.RulePath{Set: &Uint64, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindUint64}}
	Uint64NotIn   = validate.RulePath{Set: &Uint64, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindUint64}}
	Uint64Example = validate.RulePath{Set: &Uint64, Field: validate.Field{Number: 8, Name: "example", Kind: validate.KindUint64}}
)

// The rules in sint32.
var (
	Sint32 = validate.Field{Number: 7, Name: "sint32", Kind: validate.KindMessage}

	Sint32Const   = validate.RulePath{Set: &Sint32, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindSint32}}
	Sint32Lt      = validate.RulePath{Set: &Sint32, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindSint32}}
	Sint32Lte     = validate.RulePath{Set: &Sint32, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindSint32}}
	Sint32Gt      = validate.RulePath{Set: &Sint32, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindSint32}}
	Sint32Gte     = validate.RulePath{Set: &Sint32, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindSint32}}
	Sint32In      = validate.RulePath{Set: &Sint32, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindSint32}}
	Sint32NotIn   = validate.RulePath{Set: &Sint32, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindSint32}}
	Sint32Example = validate.RulePath{Set: &Sint32, Field: validate.Field{Number: 8, Name: "example", Kind: validate.KindSint32}}
)

// The rules in sint64.
var (
	Sint64 = validate.Field{Number: 8, Name: "sint64", Kind: validate.KindMessage}

	Sint64Const   = validate.RulePath{Set: &Sint64, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindSint64}}
	Sint64Lt      = validate.RulePath{Set: &Sint64, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindSint64}}
	Sint64Lte     = validate.RulePath{Set: &Sint64, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindSint64}}
	Sint64Gt      = validate.RulePath{Set: &Sint64, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindSint64}}
	Sint64Gte     = validate.RulePath{Set: &Sint64, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindSint64}}
	Sint64In      = validate.RulePath{Set: &Sint64, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindSint64}}
	Sint64NotIn   = validate.RulePath{Set: &Sint64, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindSint64}}
	Sint64Example = validate.RulePath{Set: &Sint64, Field: validate.Field{Number: 8, Name: "example", Kind: validate.KindSint64}}
)

// The rules in fixed32.
var (
	Fixed32 = validate.Field{Number: 9, Name: "fixed32", Kind: validate.KindMessage}

	Fixed32Const   = validate.RulePath{Set: &Fixed32, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindFixed32}}
	Fixed32Lt      = validate.RulePath{Set: &Fixed32, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindFixed32}}
	Fixed32Lte     = validate.RulePath{Set: &Fixed32, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindFixed32}}
	Fixed32Gt      = validate.RulePath{Set: &Fixed32, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindFixed32}}
	Fixed32Gte     = validate.RulePath{Set: &Fixed32, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindFixed32}}
	Fixed32In      = validate.RulePath{Set: &Fixed32, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindFixed32}}
	Fixed32NotIn   = validate.RulePath{Set: &Fixed32, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindFixed32}}
	Fixed32Example = validate.RulePath{Set: &Fixed32, Field: validate.Field{Number: 8, Name: "example", Kind: validate.KindFixed32}}
)

// The rules in fixed64.
var (
	Fixed64 = validate.Field{Number: 10, Name: "fixed64", Kind: validate.KindMessage}

	Fixed64Const   = validate.RulePath{Set: &Fixed64, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindFixed64}}
	Fixed64Lt      = validate.RulePath{Set: &Fixed64, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindFixed64}}
	Fixed64Lte     = validate.RulePath{Set: &Fixed64, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindFixed64}}
	Fixed64Gt      = validate.RulePath{Set: &Fixed64, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindFixed64}}
	Fixed64Gte     = validate.RulePath{Set: &Fixed64, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindFixed64}}
	Fixed64In      = validate.RulePath{Set: &Fixed64, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindFixed64}}
	Fixed64NotIn   = validate.RulePath{Set: &Fixed64, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindFixed64}}
	Fixed64Example = validate.RulePath{Set: &Fixed64, Field: validate.Field{Number: 8, Name: "example", Kind: validate.KindFixed64}}
)

// The rules in sfixed32.
var (
	Sfixed32 = validate.Field{Number: 11, Name: "sfixed32", Kind: validate.KindMessage}

	Sfixed32Const   = validate.RulePath{Set: &Sfixed32, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindSfixed32}}
	Sfixed32Lt      = validate.RulePath{Set: &Sfixed32, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindSfixed32}}
	Sfixed32Lte     = validate.RulePath{Set: &Sfixed32, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindSfixed32}}
	Sfixed32Gt      = validate.RulePath{Set: &Sfixed32, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindSfixed32}}
	Sfixed32Gte     = validate.RulePath{Set: &Sfixed32, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindSfixed32}}
	Sfixed32In      = validate.RulePath{Set: &Sfixed32, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindSfixed32}}
	Sfixed32NotIn   = validate.RulePath{Set: &Sfixed32, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindSfixed32}}
	Sfixed32Example = validate.RulePath{Set: &Sfixed32, Field: validate.Field{Number: 8, Name: "example", Kind: validate.KindSfixed32}}
)

// The rules in sfixed64.
var (
	Sfixed64 = validate.Field{Number: 12, Name: "sfixed64", Kind: validate.KindMessage}

	Sfixed64Const   = validate.RulePath{Set: &Sfixed64, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindSfixed64}}
	Sfixed64Lt      = validate.RulePath{Set: &Sfixed64, Field: validate.Field{Number: 2, Name: "lt", Kind: validate.KindSfixed64}}
	Sfixed64Lte     = validate.RulePath{Set: &Sfixed64, Field: validate.Field{Number: 3, Name: "lte", Kind: validate.KindSfixed64}}
	Sfixed64Gt      = validate.RulePath{Set: &Sfixed64, Field: validate.Field{Number: 4, Name: "gt", Kind: validate.KindSfixed64}}
	Sfixed64Gte     = validate.RulePath{Set: &Sfixed64, Field: validate.Field{Number: 5, Name: "gte", Kind: validate.KindSfixed64}}
	Sfixed64In      = validate.RulePath{Set: &Sfixed64, Field: validate.Field{Number: 6, Name: "in", Kind: validate.KindSfixed64}}
	Sfixed64NotIn   = validate.RulePath{Set: &Sfixed64, Field: validate.Field{Number: 7, Name: "not_in", Kind: validate.KindSfixed64}}
	Sfixed64Example = validate.RulePath{Set: &Sfixed64, Field: validate.Field{Number: 8, Name: "example", Kind: validate.KindSfixed64}}
)

// The rules in bool.
var (
	Bool = validate.Field{Number: 13, Name: "bool", Kind: validate.KindMessage}

	BoolConst   = validate.RulePath{Set: &Bool, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindBool}}
	BoolExample = validate.RulePath{Set: &Bool, Field: validate.Field{Number: 2, Name: "example", Kind: validate.KindBool}}
)

// The rules in enum.
var (
	Enum = validate.Field{Number: 16, Name: "enum", Kind: validate.KindMessage}

	EnumConst       = validate.RulePath{Set: &Enum, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindInt32}}
	EnumDefinedOnly = validate.RulePath{Set: &Enum, Field: validate.Field{Number: 2, Name: "defined_only", Kind: validate.KindBool}}
	EnumIn          = validate.RulePath{Set: &Enum, Field: validate.Field{Number: 3, Name: "in", Kind: validate.KindInt32}}
	EnumNotIn       = validate.RulePath{Set: &Enum, Field: validate.Field{Number: 4, Name: "not_in", Kind: validate.KindInt32}}
	EnumExample     = validate.RulePath{Set: &Enum, Field: validate.Field{Number: 5, Name: "example", Kind: validate.KindInt32}}
)
