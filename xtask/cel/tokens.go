package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var tokens = regexp.MustCompile(`(?s)^(?:` + strings.Join([]string{
	`(?P<space>\s+|//[^\n]*)`,
	`(?P<string>[bBrR]{0,2}(?:""".*?[^\\]"""|""""""|'''.*?[^\\]'''|''''''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))`,
	`(?P<raw>[bB]?[rR][bB]?(?:"[^"\n]*"|'[^'\n]*'))`,
	`(?P<double>\d*\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)`,
	`(?P<int>0[xX][0-9a-fA-F]+[uU]?|\d+[uU]?)`,
	"(?P<word>[A-Za-z_][A-Za-z0-9_]*|`[^`]*`)",
	`(?P<symbol>==|!=|<=|>=|&&|\|\||.)`,
}, "|") + `)`)

// rewrite replaces variables by fields, and with `literals` also literals. It returns whether it replaced a literal.
func rewrite(text string, fields *Fields, literals bool) (string, bool, error) {
	var out strings.Builder
	changed := false
	// Whether an operand can start, and whether a name is the name of a field.
	starts, selects := true, false
	for text != "" {
		kind, token := next(text)
		if kind == "symbol" && token == "-" && starts && literals {
			// The sign belongs to the number.
			if kind2, number := next(text[1:]); kind2 == "int" || kind2 == "double" {
				kind, token = kind2, "-"+number
			}
		}
		text = text[len(token):]
		written := token
		switch kind {
		case "space":
			out.WriteString(token)
			continue
		case "word":
			if selects || token == "null" {
				break
			}
			if token == "true" || token == "false" {
				if literals {
					written, changed = fields.bool(token == "true"), true
				}
			} else if name, ok := fields.names[token]; ok {
				written = "this." + name
			}
		case "int", "double", "string", "raw":
			if literals {
				name, err := fields.literal(kind, token)
				if err != nil {
					return "", false, err
				}
				written, changed = name, true
			}
		}
		out.WriteString(written)
		starts = kind == "symbol" && !strings.Contains(")]}", token) || token == "in"
		selects = token == "."
	}
	return out.String(), changed, nil
}

func next(text string) (kind, token string) {
	match := tokens.FindStringSubmatch(text)
	for index, name := range tokens.SubexpNames() {
		if match != nil && name != "" && match[index] != "" {
			return name, match[index]
		}
	}
	_, size := utf8.DecodeRuneInString(text)
	return "symbol", text[:size]
}

// unquote returns the value of a string or bytes literal, and whether it is bytes.
func unquote(token string) (value []byte, isBytes bool, err error) {
	quote := strings.IndexAny(token, `"'`)
	prefix := strings.ToLower(token[:quote])
	isBytes = strings.Contains(prefix, "b")
	width := 1
	if len(token) >= quote+6 && strings.Count(token[quote:quote+3], token[quote:quote+1]) == 3 {
		width = 3
	}
	inner := token[quote+width : len(token)-width]
	if strings.Contains(prefix, "r") {
		return []byte(inner), isBytes, nil
	}
	for inner != "" {
		if inner[0] != '\\' {
			value, inner = append(value, inner[0]), inner[1:]
			continue
		}
		if len(inner) < 2 {
			return nil, false, fmt.Errorf("a literal that is none")
		}
		if at := strings.IndexByte(`abfnrtv\?"'`+"`", inner[1]); at >= 0 {
			value, inner = append(value, "\a\b\f\n\r\t\v\\?\"'`"[at]), inner[2:]
			continue
		}
		digits, base, from := 3, 8, 1
		switch inner[1] {
		case 'x', 'X':
			digits, base, from = 2, 16, 2
		case 'u':
			digits, base, from = 4, 16, 2
		case 'U':
			digits, base, from = 8, 16, 2
		}
		if len(inner) < from+digits {
			return nil, false, fmt.Errorf("a literal that is none")
		}
		number, err := strconv.ParseUint(inner[from:from+digits], base, 32)
		if err != nil {
			return nil, false, fmt.Errorf("a literal that is none")
		}
		if isBytes && digits <= 3 {
			value = append(value, byte(number))
		} else {
			value = utf8.AppendRune(value, rune(number))
		}
		inner = inner[from+digits:]
	}
	return value, isBytes, nil
}
