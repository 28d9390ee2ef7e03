package violations_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	validatepb "buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// pascal returns a name of the schema as a part of a name of package rules.
func pascal(name string) (pascal string) {
	for _, part := range strings.Split(name, "_") {
		pascal += strings.ToUpper(part[:1]) + part[1:]
	}
	return pascal
}

// The rules of package rules are those of the schema.
func TestRulesHaveTheirPathsInTheSchema(t *testing.T) {
	declared := map[string]string{}
	declaration := regexp.MustCompile(`(?m)^\t(\w+) += validate\.(?:Field|RulePath)\{(.*)\}$`)
	files, err := filepath.Glob("../../validate/rules/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range declaration.FindAllStringSubmatch(string(source), -1) {
			declared[match[1]] = match[2]
		}
	}
	expect := func(name, value string) {
		t.Helper()
		if declared[name] != value {
			t.Errorf("%s is %s, want %s", name, declared[name], value)
		}
		delete(declared, name)
	}
	describe := func(field protoreflect.FieldDescriptor) string {
		return fmt.Sprintf("Number: %d, Name: %q, Kind: validate.Kind%s", field.Number(), field.Name(), pascal(field.Kind().String()))
	}
	fields := (&validatepb.FieldRules{}).ProtoReflect().Descriptor().Fields()
	for i := range fields.Len() {
		set := fields.Get(i)
		name := pascal(string(set.Name()))
		if set.ContainingOneof() == nil {
			if set.Name() != "ignore" {
				expect(name, "Field: validate.Field{"+describe(set)+"}")
			}
			continue
		}
		expect(name, describe(set))
		rules := set.Message().Fields()
		for i := range rules.Len() {
			rule := rules.Get(i)
			expect(name+pascal(string(rule.Name())), "Set: &"+name+", Field: validate.Field{"+describe(rule)+"}")
		}
	}
	for name := range declared {
		t.Errorf("%s is no rule", name)
	}
}
