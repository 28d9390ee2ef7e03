//! The functions and operators of CEL: a table of all overloads, with their types, and whether they can fail.
//!
//! Source: the [list of standard definitions](https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions),
//! cel-go's [strings extension](https://pkg.go.dev/github.com/google/cel-go/ext#Strings), and
//! [protovalidate's extensions](https://protovalidate.com/reference/cel_extensions/).

use super::types::Type;

/// The syntax of an overload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `a + b`, `-a`.
    Operator,
    /// `f(a, b)`.
    Global,
    /// `a.f(b)`.
    Method,
    /// A function or a method.
    Either,
}

/// The type of an argument or of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    /// A list of strings.
    Strings,
    /// Any list.
    List,
    /// Any map.
    Map,
}

impl Kind {
    /// Returns whether the overload accepts a value of the type.
    pub fn takes(self, ty: &Type) -> bool {
        match (self, ty) {
            (Self::Bool, Type::Bool)
            | (Self::Int, Type::Int)
            | (Self::Uint, Type::Uint)
            | (Self::Double, Type::Double)
            | (Self::String, Type::String)
            | (Self::Bytes, Type::Bytes)
            | (Self::Duration, Type::Duration)
            | (Self::Timestamp, Type::Timestamp)
            | (Self::List, Type::List(_))
            | (Self::Map, Type::Map(..)) => true,
            (Self::Strings, Type::List(item)) => match &**item {
                Type::Wrapper(item) => **item == Type::String,
                item => matches!(item, Type::String | Type::Dyn),
            },
            _ => false,
        }
    }

    /// Returns the kind that a value must have at run time, if the type is a scalar.
    pub fn scalar(ty: &Type) -> Option<Self> {
        Some(match ty {
            Type::Bool => Self::Bool,
            Type::Int => Self::Int,
            Type::Uint => Self::Uint,
            Type::Double => Self::Double,
            Type::String => Self::String,
            Type::Bytes => Self::Bytes,
            Type::Duration => Self::Duration,
            Type::Timestamp => Self::Timestamp,
            _ => return None,
        })
    }

    /// Returns the type of a result.
    pub fn ty(self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Int => Type::Int,
            Self::Uint => Type::Uint,
            Self::Double => Type::Double,
            Self::String => Type::String,
            Self::Bytes => Type::Bytes,
            Self::Duration => Type::Duration,
            Self::Timestamp => Type::Timestamp,
            Self::Strings => Type::list(Type::String),
            Self::List => Type::list(Type::Dyn),
            Self::Map => Type::Map(Box::new(Type::Dyn), Box::new(Type::Dyn)),
        }
    }
}

/// An overload of a function.
#[derive(Debug)]
pub struct Overload {
    pub function: Function,
    pub name: &'static str,
    pub form: Form,
    pub arguments: &'static [Kind],
    pub result: Kind,
    /// Whether the call can fail although its arguments do not.
    pub fallible: bool,
}

/// The notation of `fallible` in the table.
const SURE: bool = false;
const MAY_FAIL: bool = true;

macro_rules! functions {
    ($($function:ident $form:ident $name:literal ($($argument:ident),*) -> $result:ident $effect:ident;)*) => {
        /// An overload of a function. Its name describes the operation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Function {
            $($function,)*
            /// `template.format([arguments])`. The template is the first argument.
            Format,
            /// `list[index]`.
            Item,
            /// `map[key]`.
            Entry,
            /// `a + b` of lists.
            ConcatLists,
            /// The value of a wrapper, which must not be null.
            Unwrap,
            /// A function whose argument types are known only at run time.
            Dynamic(Dynamic),
            /// The value of a `dyn`, which must have this kind at run time.
            Expect(Kind),
            /// `has(value.key)` for a value whose type is known only at run time. The result is false unless the value
            /// is a map.
            HasKey,
            /// `type(value)` for a value whose type is known only at run time.
            TypeOf,
            /// Converts an `int` to a 32-bit field.
            Int32,
            /// Converts a `uint` to a 32-bit field.
            Uint32,
            /// Rounds a `double` to a field of type `float`.
            Float,
            /// `google.protobuf.Duration{seconds: a, nanos: b}`.
            DurationOf,
            /// `google.protobuf.Timestamp{seconds: a, nanos: b}`.
            TimestampOf,
            /// Converts a value to a `google.protobuf.Value`.
            Json,
        }

        /// All overloads of functions with a fixed signature.
        pub static OVERLOADS: &[Overload] = &[$(Overload {
            function: Function::$function,
            name: $name,
            form: Form::$form,
            arguments: &[$(Kind::$argument),*],
            result: Kind::$result,
            fallible: $effect,
        },)*];
    };
}

functions! {
    AddInt Operator "+" (Int, Int) -> Int MAY_FAIL;
    AddUint Operator "+" (Uint, Uint) -> Uint MAY_FAIL;
    AddDouble Operator "+" (Double, Double) -> Double SURE;
    ConcatStrings Operator "+" (String, String) -> String SURE;
    ConcatBytes Operator "+" (Bytes, Bytes) -> Bytes SURE;
    AddDurations Operator "+" (Duration, Duration) -> Duration MAY_FAIL;
    AddTimestampDuration Operator "+" (Timestamp, Duration) -> Timestamp MAY_FAIL;
    AddDurationTimestamp Operator "+" (Duration, Timestamp) -> Timestamp MAY_FAIL;
    SubInt Operator "-" (Int, Int) -> Int MAY_FAIL;
    SubUint Operator "-" (Uint, Uint) -> Uint MAY_FAIL;
    SubDouble Operator "-" (Double, Double) -> Double SURE;
    SubDurations Operator "-" (Duration, Duration) -> Duration MAY_FAIL;
    SubTimestamps Operator "-" (Timestamp, Timestamp) -> Duration MAY_FAIL;
    SubTimestampDuration Operator "-" (Timestamp, Duration) -> Timestamp MAY_FAIL;
    MulInt Operator "*" (Int, Int) -> Int MAY_FAIL;
    MulUint Operator "*" (Uint, Uint) -> Uint MAY_FAIL;
    MulDouble Operator "*" (Double, Double) -> Double SURE;
    DivInt Operator "/" (Int, Int) -> Int MAY_FAIL;
    DivUint Operator "/" (Uint, Uint) -> Uint MAY_FAIL;
    DivDouble Operator "/" (Double, Double) -> Double SURE;
    RemInt Operator "%" (Int, Int) -> Int MAY_FAIL;
    RemUint Operator "%" (Uint, Uint) -> Uint MAY_FAIL;
    NegInt Operator "-" (Int) -> Int MAY_FAIL;
    NegDouble Operator "-" (Double) -> Double SURE;
    NegDuration Operator "-" (Duration) -> Duration MAY_FAIL;

    SizeString Either "size" (String) -> Int SURE;
    SizeBytes Either "size" (Bytes) -> Int SURE;
    SizeList Either "size" (List) -> Int SURE;
    SizeMap Either "size" (Map) -> Int SURE;

    BoolFromString Global "bool" (String) -> Bool MAY_FAIL;
    IntFromUint Global "int" (Uint) -> Int MAY_FAIL;
    IntFromDouble Global "int" (Double) -> Int MAY_FAIL;
    IntFromString Global "int" (String) -> Int MAY_FAIL;
    IntFromTimestamp Global "int" (Timestamp) -> Int SURE;
    UintFromInt Global "uint" (Int) -> Uint MAY_FAIL;
    UintFromDouble Global "uint" (Double) -> Uint MAY_FAIL;
    UintFromString Global "uint" (String) -> Uint MAY_FAIL;
    DoubleFromInt Global "double" (Int) -> Double SURE;
    DoubleFromUint Global "double" (Uint) -> Double SURE;
    DoubleFromString Global "double" (String) -> Double MAY_FAIL;
    StringFromBool Global "string" (Bool) -> String SURE;
    StringFromInt Global "string" (Int) -> String SURE;
    StringFromUint Global "string" (Uint) -> String SURE;
    StringFromDouble Global "string" (Double) -> String SURE;
    StringFromBytes Global "string" (Bytes) -> String MAY_FAIL;
    StringFromDuration Global "string" (Duration) -> String SURE;
    StringFromTimestamp Global "string" (Timestamp) -> String SURE;
    BytesFromString Global "bytes" (String) -> Bytes SURE;
    DurationFromString Global "duration" (String) -> Duration MAY_FAIL;
    TimestampFromString Global "timestamp" (String) -> Timestamp MAY_FAIL;
    TimestampFromInt Global "timestamp" (Int) -> Timestamp MAY_FAIL;

    Contains Method "contains" (String, String) -> Bool SURE;
    ContainsBytes Method "contains" (Bytes, Bytes) -> Bool SURE;
    StartsWith Method "startsWith" (String, String) -> Bool SURE;
    StartsWithBytes Method "startsWith" (Bytes, Bytes) -> Bool SURE;
    EndsWith Method "endsWith" (String, String) -> Bool SURE;
    EndsWithBytes Method "endsWith" (Bytes, Bytes) -> Bool SURE;
    Matches Either "matches" (String, String) -> Bool MAY_FAIL;

    CharAt Method "charAt" (String, Int) -> String MAY_FAIL;
    IndexOf Method "indexOf" (String, String) -> Int SURE;
    IndexOfFrom Method "indexOf" (String, String, Int) -> Int MAY_FAIL;
    LastIndexOf Method "lastIndexOf" (String, String) -> Int SURE;
    LastIndexOfTo Method "lastIndexOf" (String, String, Int) -> Int MAY_FAIL;
    Join Method "join" (Strings) -> String SURE;
    JoinWith Method "join" (Strings, String) -> String SURE;
    LowerAscii Method "lowerAscii" (String) -> String SURE;
    UpperAscii Method "upperAscii" (String) -> String SURE;
    Quote Global "strings.quote" (String) -> String SURE;
    Replace Method "replace" (String, String, String) -> String SURE;
    ReplaceCount Method "replace" (String, String, String, Int) -> String SURE;
    Reverse Method "reverse" (String) -> String SURE;
    Split Method "split" (String, String) -> Strings SURE;
    SplitCount Method "split" (String, String, Int) -> Strings SURE;
    SubstringFrom Method "substring" (String, Int) -> String MAY_FAIL;
    Substring Method "substring" (String, Int, Int) -> String MAY_FAIL;
    Trim Method "trim" (String) -> String SURE;

    FullYear Method "getFullYear" (Timestamp) -> Int SURE;
    FullYearIn Method "getFullYear" (Timestamp, String) -> Int MAY_FAIL;
    Month Method "getMonth" (Timestamp) -> Int SURE;
    MonthIn Method "getMonth" (Timestamp, String) -> Int MAY_FAIL;
    DayOfMonth Method "getDayOfMonth" (Timestamp) -> Int SURE;
    DayOfMonthIn Method "getDayOfMonth" (Timestamp, String) -> Int MAY_FAIL;
    Date Method "getDate" (Timestamp) -> Int SURE;
    DateIn Method "getDate" (Timestamp, String) -> Int MAY_FAIL;
    DayOfWeek Method "getDayOfWeek" (Timestamp) -> Int SURE;
    DayOfWeekIn Method "getDayOfWeek" (Timestamp, String) -> Int MAY_FAIL;
    DayOfYear Method "getDayOfYear" (Timestamp) -> Int SURE;
    DayOfYearIn Method "getDayOfYear" (Timestamp, String) -> Int MAY_FAIL;
    Hours Method "getHours" (Timestamp) -> Int SURE;
    HoursIn Method "getHours" (Timestamp, String) -> Int MAY_FAIL;
    Minutes Method "getMinutes" (Timestamp) -> Int SURE;
    MinutesIn Method "getMinutes" (Timestamp, String) -> Int MAY_FAIL;
    Seconds Method "getSeconds" (Timestamp) -> Int SURE;
    SecondsIn Method "getSeconds" (Timestamp, String) -> Int MAY_FAIL;
    Milliseconds Method "getMilliseconds" (Timestamp) -> Int SURE;
    MillisecondsIn Method "getMilliseconds" (Timestamp, String) -> Int MAY_FAIL;
    DurationHours Method "getHours" (Duration) -> Int SURE;
    DurationMinutes Method "getMinutes" (Duration) -> Int SURE;
    DurationSeconds Method "getSeconds" (Duration) -> Int SURE;
    DurationMilliseconds Method "getMilliseconds" (Duration) -> Int SURE;

    Unique Method "unique" (List) -> Bool SURE;
    IsNan Method "isNan" (Double) -> Bool SURE;
    IsInf Method "isInf" (Double) -> Bool SURE;
    IsInfSigned Method "isInf" (Double, Int) -> Bool SURE;
    IsEmail Method "isEmail" (String) -> Bool SURE;
    IsHostname Method "isHostname" (String) -> Bool SURE;
    IsIp Method "isIp" (String) -> Bool SURE;
    IsIpVersion Method "isIp" (String, Int) -> Bool SURE;
    IsIpPrefix Method "isIpPrefix" (String) -> Bool SURE;
    IsIpPrefixVersion Method "isIpPrefix" (String, Int) -> Bool SURE;
    IsIpPrefixStrict Method "isIpPrefix" (String, Bool) -> Bool SURE;
    IsIpPrefixVersionStrict Method "isIpPrefix" (String, Int, Bool) -> Bool SURE;
    IsUri Method "isUri" (String) -> Bool SURE;
    IsUriRef Method "isUriRef" (String) -> Bool SURE;
    IsHostAndPort Method "isHostAndPort" (String, Bool) -> Bool SURE;
}

/// A function that checks the types of its arguments at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dynamic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Negate,
    Size,
    Unique,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    /// `container[index]`.
    Index,
    /// `item in container`. The container is the first argument.
    Contains,
}

impl Dynamic {
    /// Returns the function with this name and number of arguments, and the type of its result.
    pub fn named(name: &str, arguments: usize) -> Option<(Self, Type)> {
        Some(match (name, arguments) {
            ("+", 2) => (Self::Add, Type::Dyn),
            ("-", 2) => (Self::Subtract, Type::Dyn),
            ("*", 2) => (Self::Multiply, Type::Dyn),
            ("/", 2) => (Self::Divide, Type::Dyn),
            ("%", 2) => (Self::Remainder, Type::Dyn),
            ("-", 1) => (Self::Negate, Type::Dyn),
            ("size", 1) => (Self::Size, Type::Int),
            ("unique", 1) => (Self::Unique, Type::Bool),
            ("bool", 1) => (Self::Bool, Type::Bool),
            ("int", 1) => (Self::Int, Type::Int),
            ("uint", 1) => (Self::Uint, Type::Uint),
            ("double", 1) => (Self::Double, Type::Double),
            ("string", 1) => (Self::String, Type::String),
            ("bytes", 1) => (Self::Bytes, Type::Bytes),
            ("duration", 1) => (Self::Duration, Type::Duration),
            ("timestamp", 1) => (Self::Timestamp, Type::Timestamp),
            _ => return None,
        })
    }
}

impl Function {
    /// Returns whether the last argument is a time zone.
    pub fn takes_zone(self) -> bool {
        self.in_utc() != self
    }

    /// Returns the function that reads the same component of a time in UTC, or the function itself if it takes no time
    /// zone.
    pub fn in_utc(self) -> Self {
        match self {
            Self::FullYearIn => Self::FullYear,
            Self::MonthIn => Self::Month,
            Self::DayOfMonthIn => Self::DayOfMonth,
            Self::DateIn => Self::Date,
            Self::DayOfWeekIn => Self::DayOfWeek,
            Self::DayOfYearIn => Self::DayOfYear,
            Self::HoursIn => Self::Hours,
            Self::MinutesIn => Self::Minutes,
            Self::SecondsIn => Self::Seconds,
            Self::MillisecondsIn => Self::Milliseconds,
            function => function,
        }
    }
}
