package validate_test

import (
	"errors"
	"fmt"

	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate/rules"
)

// Greeting is a message in the style of protoc-gen-go.
type Greeting struct {
	Names []string
}

var (
	greetingNames  = validate.Field{Number: 1, Name: "names", Kind: validate.KindString}
	greetingMinLen = validate.Rule{
		Path: &rules.StringMinLen, ID: "string.min_len", Message: "must be at least 3 characters", Param: uint64(3),
	}
)

// Validate is in the style of generated code.
func (m *Greeting) Validate() error {
	var c validate.Context
	m.CheckRules(&c)
	return c.Err()
}

// CheckRules is in the style of generated code.
func (m *Greeting) CheckRules(c *validate.Context) {
	for index, this := range m.Names {
		if len(this) < 3 && !c.Violate(greetingNames.Item(index), &greetingMinLen) {
			return
		}
	}
}

func Example() {
	greeting := &Greeting{Names: []string{"Ada", "Al", ""}}
	err := greeting.Validate()

	var invalid *validate.Error
	if errors.As(err, &invalid) {
		for _, violation := range invalid.Violations() {
			fmt.Println(violation.FieldPath(), "|", violation.Message(), "|", violation.RuleID(), "|", violation.Param())
		}
	}
	// Output:
	// names[1] | must be at least 3 characters | string.min_len | 3
	// names[2] | must be at least 3 characters | string.min_len | 3
}

func ExampleCheck() {
	greeting := &Greeting{Names: []string{"Al", ""}}
	fmt.Println(validate.Check(greeting, validate.First()))
	// Output: names[0]: must be at least 3 characters [string.min_len]
}

func ExampleMask() {
	greeting := &Greeting{Names: []string{"Al"}}
	fmt.Println(validate.Check(greeting, validate.Mask("other", "fields")))
	// Output: <nil>
}

func ExampleError() {
	greeting := &Greeting{Names: []string{"Al", ""}}
	fmt.Println(greeting.Validate())
	// Output:
	// names[0]: must be at least 3 characters [string.min_len]
	// names[1]: must be at least 3 characters [string.min_len]
}
