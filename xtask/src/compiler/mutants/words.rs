//! Texts that mutations insert.

/// Numbers at the limits of numbers of fields, of types and of the syntax.
pub const NUMBERS: &str = include_str!("../../../compiler/numbers.txt");

/// Words with a meaning in the language.
pub const KEYWORDS: &str = include_str!("../../../compiler/keywords.txt");

pub const TYPES: &[&str] = &[
    "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32",
    "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes",
];

pub const LABELS: &[&str] = &[
    "optional",
    "required",
    "repeated",
    "",
    "oneof",
    "group",
    "optional optional",
    "export",
    "local",
];

/// The first statements of files.
pub const SYNTAXES: &str = include_str!("../../../compiler/syntaxes.txt");

/// Options of fields, without brackets.
pub const FIELD_OPTIONS: &str = include_str!("../../../compiler/field_options.txt");

/// Statements for any place in a file.
pub const STATEMENTS: &str = include_str!("../../../compiler/statements.txt");

/// Parts of strings.
pub const ESCAPES: &[&str] = &[
    "\\n",
    "\\\\",
    "\\'",
    "\\\"",
    "\\0",
    "\\x41",
    "\\x",
    "\\X4",
    "\\400",
    "\\777",
    "\\9",
    "\\8",
    "\\u00e9",
    "\\u12",
    "\\uD83D\\uDE00",
    "\\ud83d",
    "\\ude00",
    "\\U0001F600",
    "\\U00110000",
    "\\U0010FFFF",
    "\\u0000",
    "\\377",
    "\\xff",
    "\\q",
    "\\",
    "\n",
    "\t",
    "é",
    "\" \"",
    "\" 'x' \"",
    "'",
    "\"",
    "\\?",
    "\\a\\b\\f\\v",
    "%",
    "\\001",
];

/// Comments and spaces.
pub const GAPS: &[&str] = &[
    "/* x */",
    "/* x\n * y\n\n z */",
    "// x\n",
    "//\n",
    "\n// x\n// y\n",
    "\n\n// detached\n\n",
    "/**/",
    "/*",
    "*/",
    "/* /* */",
    "/* x */ /* y */",
    "#x",
    "\n\n",
    "\t",
    "\r\n",
    "\u{c}",
    "\u{b}",
    "\u{feff}",
    "\u{a0}",
    "// é\n",
    "/* x *//* y */\n/* z */\n",
    "//x\\\ny\n",
    "\n/* a */\n/* b */\n",
    "// trailing\n\n",
    "\n  /* only\n  line */ ",
];

pub const BRACKETS: &[&str] = &[
    "{", "}", "[", "]", "(", ")", "<", ">", "{}", "[]", "()", "<>", ";", ",", ":", "=", ".", "-",
    "+", "/", "..", "{{", "}}",
];

/// Values of options.
pub const VALUES: &str = include_str!("../../../compiler/values.txt");
