// Converts the simple tests of CEL's specification to rules of messages: prints a line of JSON for each test.
package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	pb "cel.dev/expr/conformance/test"
	"google.golang.org/protobuf/encoding/prototext"

	// The messages in the values of tests.
	_ "cel.dev/expr/conformance/proto2"
	_ "cel.dev/expr/conformance/proto3"
)

// A Line is a test, with its forms as a rule.
type Line struct {
	Name      string `json:"name"`
	Container string `json:"container"`
	// The reason why the test cannot be a rule.
	Skip string `json:"skip,omitempty"`
	// Whether the evaluation must end in an error.
	Fails bool `json:"fails"`
	// The rule with literals, and the rule with fields of the message instead of literals.
	Folded   *Form `json:"folded,omitempty"`
	Executed *Form `json:"executed,omitempty"`
}

// A Form is a rule that a message satisfies if the result is as expected.
type Form struct {
	Rule   string   `json:"rule"`
	Fields []string `json:"fields"`
	// The encoded message, in hexadecimal digits.
	Message string `json:"message"`
}

func main() {
	// With a descriptor set, print the results of protovalidate-go for messages. Otherwise print the tests.
	if len(os.Args) > 1 {
		if err := verdicts(os.Args[1], os.Stdin, os.Stdout); err != nil {
			panic(err)
		}
		return
	}
	directory, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "cel.dev/expr").Output()
	if err != nil {
		panic(err)
	}
	root := strings.TrimSpace(string(directory))
	paths, err := filepath.Glob(filepath.Join(root, "tests/simple/testdata/*.textproto"))
	if err != nil {
		panic(err)
	}
	sort.Strings(paths)
	// The first line is the path of the module's protos.
	fmt.Println(filepath.Join(root, "proto"))
	out := json.NewEncoder(os.Stdout)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		var file pb.SimpleTestFile
		if err := prototext.Unmarshal(text, &file); err != nil {
			panic(fmt.Errorf("%s: %w", path, err))
		}
		for _, section := range file.Section {
			for _, test := range section.Test {
				line := lineOf(test)
				line.Name = file.Name + "/" + section.Name + "/" + test.Name
				if err := out.Encode(line); err != nil {
					panic(err)
				}
			}
		}
	}
}

func lineOf(test *pb.SimpleTest) Line {
	line := Line{Container: test.Container}
	suffix, isError, err := expectation(test)
	if err == nil && test.DisableMacros {
		err = fmt.Errorf("macros are turned off")
	}
	if err != nil {
		line.Skip = err.Error()
		return line
	}
	line.Fails = isError
	for _, literals := range []bool{false, true} {
		form, changed, err := formOf(test, suffix, literals)
		if err != nil {
			line.Skip = err.Error()
			return line
		}
		if !literals {
			line.Folded = form
		} else if changed {
			line.Executed = form
		}
	}
	return line
}

// The suffix for a test that expects an error: every value is wrong.
const fails = "an error"

// expectation returns the text that follows the expression in parentheses, and compares it with the expected value.
func expectation(test *pb.SimpleTest) (suffix string, isError bool, err error) {
	switch result := test.ResultMatcher.(type) {
	case nil:
		return " == true", false, nil
	case *pb.SimpleTest_Value:
		suffix, err = equal(result.Value)
		return suffix, false, err
	case *pb.SimpleTest_TypedResult:
		if test.CheckOnly || result.TypedResult.Result == nil {
			return "", false, fmt.Errorf("only a type is expected")
		}
		suffix, err = equal(result.TypedResult.Result)
		return suffix, false, err
	case *pb.SimpleTest_EvalError, *pb.SimpleTest_AnyEvalErrors:
		return fails, true, nil
	default:
		return "", false, fmt.Errorf("an unknown is expected")
	}
}

// formOf writes the rule; with `literals`, each literal becomes a field.
func formOf(test *pb.SimpleTest, suffix string, literals bool) (*Form, bool, error) {
	fields := Fields{names: map[string]string{}}
	for _, declared := range test.TypeEnv {
		if declared.GetIdent() == nil {
			return nil, false, fmt.Errorf("a function of its own")
		}
		name := declared.Name
		bound, ok := test.Bindings[name]
		if !ok {
			return nil, false, fmt.Errorf("a variable without a value")
		}
		if err := fields.bind(name, declared.GetIdent().Type, bound.GetValue()); err != nil {
			return nil, false, err
		}
	}
	for name := range test.Bindings {
		if _, ok := fields.names[name]; !ok {
			return nil, false, fmt.Errorf("a variable without a type")
		}
	}
	text, changed, err := rewrite(test.Expr, &fields, literals)
	if err != nil {
		return nil, false, err
	}
	rule := "(" + text + "\n)" + suffix
	if suffix == fails {
		rule = "[" + text + "\n].size() == 0"
	}
	message := hex.EncodeToString(fields.message)
	return &Form{Rule: rule, Fields: fields.declared, Message: message}, changed, nil
}
