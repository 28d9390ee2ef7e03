package main

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

// verdicts reads the name and the bytes of a message from each line of the input, and prints the name and the result of
// protovalidate-go for the message. The file contains the `FileDescriptorSet` with the type of the message.
func verdicts(path string, in io.Reader, out io.Writer) error {
	encoded, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(encoded, &set); err != nil {
		return err
	}
	files, err := protodesc.NewFiles(&set)
	if err != nil {
		return err
	}
	types := protovalidate.WithExtensionTypeResolver(dynamicpb.NewTypes(files))
	buffered := bufio.NewWriter(out)
	defer buffered.Flush()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		name, digits, _ := strings.Cut(lines.Text(), "\t")
		descriptor, err := files.FindDescriptorByName(protoreflect.FullName(name))
		if err != nil {
			return err
		}
		message := dynamicpb.NewMessage(descriptor.(protoreflect.MessageDescriptor))
		encoded, err := hex.DecodeString(digits)
		if err != nil {
			return err
		}
		if err := proto.Unmarshal(encoded, message); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		// A validator caches all compiled rules.
		validator, err := protovalidate.New(types)
		if err != nil {
			return err
		}
		outcome, detail := verdict(validate(validator, message))
		fmt.Fprintf(buffered, "%s\t%s\t%s\n", name, outcome, strings.Join(strings.Fields(detail), " "))
	}
	return lines.Err()
}

// validate returns an error for an expression that makes cel-go panic.
func validate(validator protovalidate.Validator, message proto.Message) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v", reason)
		}
	}()
	return validator.Validate(message)
}

// verdict returns the name of an outcome, the same as the executor of compiled rules.
func verdict(err error) (outcome, detail string) {
	var compilation *protovalidate.CompilationError
	var violations *protovalidate.ValidationError
	switch {
	case err == nil:
		return "valid", ""
	case errors.As(err, &compilation):
		return "refused", err.Error()
	case errors.As(err, &violations):
		return "violation", ""
	default:
		return "error", err.Error()
	}
}
