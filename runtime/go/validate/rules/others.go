package rules

import "github.com/rpcsmith/rpcsmith/runtime/go/validate"

// The rules in string.
var (
	String = validate.Field{Number: 14, Name: "string", Kind: validate.KindMessage}

	StringConst             = validate.RulePath{Set: &String, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindString}}
	StringLen               = validate.RulePath{Set: &String, Field: validate.Field{Number: 19, Name: "len", Kind: validate.KindUint64}}
	StringMinLen            = validate.RulePath{Set: &String, Field: validate.Field{Number: 2, Name: "min_len", Kind: validate.KindUint64}}
	StringMaxLen            = validate.RulePath{Set: &String, Field: validate.Field{Number: 3, Name: "max_len", Kind: validate.KindUint64}}
	StringLenBytes          = validate.RulePath{Set: &String, Field: validate.Field{Number: 20, Name: "len_bytes", Kind: validate.KindUint64}}
	StringMinBytes          = validate.RulePath{Set: &String, Field: validate.Field{Number: 4, Name: "min_bytes", Kind: validate.KindUint64}}
	StringMaxBytes          = validate.RulePath{Set: &String, Field: validate.Field{Number: 5, Name: "max_bytes", Kind: validate.KindUint64}}
	StringPattern           = validate.RulePath{Set: &String, Field: validate.Field{Number: 6, Name: "pattern", Kind: validate.KindString}}
	StringPrefix            = validate.RulePath{Set: &String, Field: validate.Field{Number: 7, Name: "prefix", Kind: validate.KindString}}
	StringSuffix            = validate.RulePath{Set: &String, Field: validate.Field{Number: 8, Name: "suffix", Kind: validate.KindString}}
	StringContains          = validate.RulePath{Set: &String, Field: validate.Field{Number: 9, Name: "contains", Kind: validate.KindString}}
	StringNotContains       = validate.RulePath{Set: &String, Field: validate.Field{Number: 23, Name: "not_contains", Kind: validate.KindString}}
	StringIn                = validate.RulePath{Set: &String, Field: validate.Field{Number: 10, Name: "in", Kind: validate.KindString}}
	StringNotIn             = validate.RulePath{Set: &String, Field: validate.Field{Number: 11, Name: "not_in", Kind: validate.KindString}}
	StringEmail             = validate.RulePath{Set: &String, Field: validate.Field{Number: 12, Name: "email", Kind: validate.KindBool}}
	StringHostname          = validate.RulePath{Set: &String, Field: validate.Field{Number: 13, Name: "hostname", Kind: validate.KindBool}}
	StringIp                = validate.RulePath{Set: &String, Field: validate.Field{Number: 14, Name: "ip", Kind: validate.KindBool}}
	StringIpv4              = validate.RulePath{Set: &String, Field: validate.Field{Number: 15, Name: "ipv4", Kind: validate.KindBool}}
	StringIpv6              = validate.RulePath{Set: &String, Field: validate.Field{Number: 16, Name: "ipv6", Kind: validate.KindBool}}
	StringUri               = validate.RulePath{Set: &String, Field: validate.Field{Number: 17, Name: "uri", Kind: validate.KindBool}}
	StringUriRef            = validate.RulePath{Set: &String, Field: validate.Field{Number: 18, Name: "uri_ref", Kind: validate.KindBool}}
	StringAddress           = validate.RulePath{Set: &String, Field: validate.Field{Number: 21, Name: "address", Kind: validate.KindBool}}
	StringUuid              = validate.RulePath{Set: &String, Field: validate.Field{Number: 22, Name: "uuid", Kind: validate.KindBool}}
	StringTuuid             = validate.RulePath{Set: &String, Field: validate.Field{Number: 33, Name: "tuuid", Kind: validate.KindBool}}
	StringIpWithPrefixlen   = validate.RulePath{Set: &String, Field: validate.Field{Number: 26, Name: "ip_with_prefixlen", Kind: validate.KindBool}}
	StringIpv4WithPrefixlen = validate.RulePath{Set: &String, Field: validate.Field{Number: 27, Name: "ipv4_with_prefixlen", Kind: validate.KindBool}}
	StringIpv6WithPrefixlen = validate.RulePath{Set: &String, Field: validate.Field{Number: 28, Name: "ipv6_with_prefixlen", Kind: validate.KindBool}}
	StringIpPrefix          = validate.RulePath{Set: &String, Field: validate.Field{Number: 29, Name: "ip_prefix", Kind: validate.KindBool}}
	StringIpv4Prefix        = validate.RulePath{Set: &String, Field: validate.Field{Number: 30, Name: "ipv4_prefix", Kind: validate.KindBool}}
	StringIpv6Prefix        = validate.RulePath{Set: &String, Field: validate.Field{Number: 31, Name: "ipv6_prefix", Kind: validate.KindBool}}
	StringHostAndPort       = validate.RulePath{Set: &String, Field: validate.Field{Number: 32, Name: "host_and_port", Kind: validate.KindBool}}
	StringUlid              = validate.RulePath{Set: &String, Field: validate.Field{Number: 35, Name: "ulid", Kind: validate.KindBool}}
	StringProtobufFqn       = validate.RulePath{Set: &String, Field: validate.Field{Number: 37, Name: "protobuf_fqn", Kind: validate.KindBool}}
	StringProtobufDotFqn    = validate.RulePath{Set: &String, Field: validate.Field{Number: 38, Name: "protobuf_dot_fqn", Kind: validate.KindBool}}
	StringWellKnownRegex    = validate.RulePath{Set: &String, Field: validate.Field{Number: 24, Name: "well_known_regex", Kind: validate.KindEnum}}
	StringStrict            = validate.RulePath{Set: &String, Field: validate.Field{Number: 25, Name: "strict", Kind: validate.KindBool}}
	StringExample           = validate.RulePath{Set: &String, Field: validate.Field{Number: 34, Name: "example", Kind: validate.KindString}}
)

// The rules in bytes.
var (
	Bytes = validate.Field{Number: 15, Name: "bytes", Kind: validate.KindMessage}

	BytesConst    = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindBytes}}
	BytesLen      = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 13, Name: "len", Kind: validate.KindUint64}}
	BytesMinLen   = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 2, Name: "min_len", Kind: validate.KindUint64}}
	BytesMaxLen   = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 3, Name: "max_len", Kind: validate.KindUint64}}
	BytesPattern  = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 4, Name: "pattern", Kind: validate.KindString}}
	BytesPrefix   = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 5, Name: "prefix", Kind: validate.KindBytes}}
	BytesSuffix   = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 6, Name: "suffix", Kind: validate.KindBytes}}
	BytesContains = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 7, Name: "contains", Kind: validate.KindBytes}}
	BytesIn       = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 8, Name: "in", Kind: validate.KindBytes}}
	BytesNotIn    = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 9, Name: "not_in", Kind: validate.KindBytes}}
	BytesIp       = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 10, Name: "ip", Kind: validate.KindBool}}
	BytesIpv4     = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 11, Name: "ipv4", Kind: validate.KindBool}}
	BytesIpv6     = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 12, Name: "ipv6", Kind: validate.KindBool}}
	BytesUuid     = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 15, Name: "uuid", Kind: validate.KindBool}}
	BytesExample  = validate.RulePath{Set: &Bytes, Field: validate.Field{Number: 14, Name: "example", Kind: validate.KindBytes}}
)

// The rules in repeated.
var (
	Repeated = validate.Field{Number: 18, Name: "repeated", Kind: validate.KindMessage}

	RepeatedMinItems = validate.RulePath{Set: &Repeated, Field: validate.Field{Number: 1, Name: "min_items", Kind: validate.KindUint64}}
	RepeatedMaxItems = validate.RulePath{Set: &Repeated, Field: validate.Field{Number: 2, Name: "max_items", Kind: validate.KindUint64}}
	RepeatedUnique   = validate.RulePath{Set: &Repeated, Field: validate.Field{Number: 3, Name: "unique", Kind: validate.KindBool}}
	RepeatedItems    = validate.RulePath{Set: &Repeated, Field: validate.Field{Number: 4, Name: "items", Kind: validate.KindMessage}}
)

// The rules in map.
var (
	Map = validate.Field{Number: 19, Name: "map", Kind: validate.KindMessage}

	MapMinPairs = validate.RulePath{Set: &Map, Field: validate.Field{Number: 1, Name: "min_pairs", Kind: validate.KindUint64}}
	MapMaxPairs = validate.RulePath{Set: &Map, Field: validate.Field{Number: 2, Name: "max_pairs", Kind: validate.KindUint64}}
	MapKeys     = validate.RulePath{Set: &Map, Field: validate.Field{Number: 4, Name: "keys", Kind: validate.KindMessage}}
	MapValues   = validate.RulePath{Set: &Map, Field: validate.Field{Number: 5, Name: "values", Kind: validate.KindMessage}}
)

// The rules in any.
var (
	Any = validate.Field{Number: 20, Name: "any", Kind: validate.KindMessage}

	AnyIn    = validate.RulePath{Set: &Any, Field: validate.Field{Number: 2, Name: "in", Kind: validate.KindString}}
	AnyNotIn = validate.RulePath{Set: &Any, Field: validate.Field{Number: 3, Name: "not_in", Kind: validate.KindString}}
)

// The rules in duration.
var (
	Duration = validate.Field{Number: 21, Name: "duration", Kind: validate.KindMessage}

	DurationConst   = validate.RulePath{Set: &Duration, Field: validate.Field{Number: 2, Name: "const", Kind: validate.KindMessage}}
	DurationLt      = validate.RulePath{Set: &Duration, Field: validate.Field{Number: 3, Name: "lt", Kind: validate.KindMessage}}
	DurationLte     = validate.RulePath{Set: &Duration, Field: validate.Field{Number: 4, Name: "lte", Kind: validate.KindMessage}}
	DurationGt      = validate.RulePath{Set: &Duration, Field: validate.Field{Number: 5, Name: "gt", Kind: validate.KindMessage}}
	DurationGte     = validate.RulePath{Set: &Duration, Field: validate.Field{Number: 6, Name: "gte", Kind: validate.KindMessage}}
	DurationIn      = validate.RulePath{Set: &Duration, Field: validate.Field{Number: 7, Name: "in", Kind: validate.KindMessage}}
	DurationNotIn   = validate.RulePath{Set: &Duration, Field: validate.Field{Number: 8, Name: "not_in", Kind: validate.KindMessage}}
	DurationExample = validate.RulePath{Set: &Duration, Field: validate.Field{Number: 9, Name: "example", Kind: validate.KindMessage}}
)

// The rules in field_mask.
var (
	FieldMask = validate.Field{Number: 28, Name: "field_mask", Kind: validate.KindMessage}

	FieldMaskConst   = validate.RulePath{Set: &FieldMask, Field: validate.Field{Number: 1, Name: "const", Kind: validate.KindMessage}}
	FieldMaskIn      = validate.RulePath{Set: &FieldMask, Field: validate.Field{Number: 2, Name: "in", Kind: validate.KindString}}
	FieldMaskNotIn   = validate.RulePath{Set: &FieldMask, Field: validate.Field{Number: 3, Name: "not_in", Kind: validate.KindString}}
	FieldMaskExample = validate.RulePath{Set: &FieldMask, Field: validate.Field{Number: 4, Name: "example", Kind: validate.KindMessage}}
)

// The rules in timestamp.
var (
	Timestamp = validate.Field{Number: 22, Name: "timestamp", Kind: validate.KindMessage}

	TimestampConst   = validate.RulePath{Set: &Timestamp, Field: validate.Field{Number: 2, Name: "const", Kind: validate.KindMessage}}
	TimestampLt      = validate.RulePath{Set: &Timestamp, Field: validate.Field{Number: 3, Name: "lt", Kind: validate.KindMessage}}
	TimestampLte     = validate.RulePath{Set: &Timestamp, Field: validate.Field{Number: 4, Name: "lte", Kind: validate.KindMessage}}
	TimestampLtNow   = validate.RulePath{Set: &Timestamp, Field: validate.Field{Number: 7, Name: "lt_now", Kind: validate.KindBool}}
	TimestampGt      = validate.RulePath{Set: &Timestamp, Field: validate.Field{Number: 5, Name: "gt", Kind: validate.KindMessage}}
	TimestampGte     = validate.RulePath{Set: &Timestamp, Field: validate.Field{Number: 6, Name: "gte", Kind: validate.KindMessage}}
	TimestampGtNow   = validate.RulePath{Set: &Timestamp, Field: validate.Field{Number: 8, Name: "gt_now", Kind: validate.KindBool}}
	TimestampWithin  = validate.RulePath{Set: &Timestamp, Field: validate.Field{Number: 9, Name: "within", Kind: validate.KindMessage}}
	TimestampExample = validate.RulePath{Set: &Timestamp, Field: validate.Field{Number: 10, Name: "example", Kind: validate.KindMessage}}
)
