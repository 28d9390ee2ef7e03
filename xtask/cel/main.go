// Turns the simple tests of CEL's specification into rules of messages: a line of JSON for each test.
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

	// The messages that are in values.
	_ "cel.dev/expr/conformance/proto2"
	_ "cel.dev/expr/conformance/proto3"
)

// A Line is a test and the ways it is written as a rule.
type Line struct {
	Name      string `json:"name"`
	Container string `json:"container"`
	// Why it is no rule at all.
	Skip string `json:"skip,omitempty"`
	// Whether evaluating it has to end in an error.
	Fails bool `json:"fails"`
	// With its literals as they are, and with fields of the message in place of them.
	Folded   *Form `json:"folded,omitempty"`
	Executed *Form `json:"executed,omitempty"`
}

// A Form is a rule of a message that holds if the result is as expected.
type Form struct {
	Rule   string   `json:"rule"`
	Fields []string `json:"fields"`
	// The encoded message, in hexadecimal digits.
	Message string `json:"message"`
}

func main() {
	// With a descriptor set, it says what protovalidate-go makes of messages; without, it prints the tests.
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
	// The first line tells where the module's protos are.
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

// What expectation gives for an error: whatever the value, it would be wrong.
const fails = "an error"

// expectation gives what follows the expression in parentheses to compare it with what it should be.
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
