// Package rpcstatus converts errors of validation to the message
// google.rpc.Status, from which the status packages of gRPC and Connect create
// their errors:
//
//	return nil, status.ErrorProto(rpcstatus.From(request.Validate()))
package rpcstatus

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	validatepb "buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"

	"github.com/rpcsmith/rpcsmith/runtime/go/details/badrequest"
	"github.com/rpcsmith/rpcsmith/runtime/go/details/violations"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
)

const (
	// maxDetails is the maximum size of a status, in bytes. It is sent as base64
	// in the trailers, and many clients reject more than 8 KiB of trailers.
	maxDetails = 4096
	// maxMessage is the maximum size of a message, in bytes. Percent-encoding
	// can triple it.
	maxMessage = 512
	// frame is the maximum size of a tag and a length, in bytes.
	frame = 3
)

// From converts an error of a validation; nil to the status OK.
//
// Violations become INVALID_ARGUMENT, with the first violation as the message.
// The details are a google.rpc.BadRequest and a buf.validate.Violations, with as
// many of the first violations as fit into 4 KiB. Messages that are nested too
// deeply become INVALID_ARGUMENT, rules that need too many steps
// RESOURCE_EXHAUSTED, and a validation that is not complete in time
// DEADLINE_EXCEEDED. A rule that fails or is invalid is an error of the schema:
// INTERNAL. Another error is UNKNOWN.
func From(err error) *status.Status {
	if err == nil {
		return &status.Status{}
	}
	var found *validate.Error
	if errors.As(err, &found) {
		return ofViolations(found)
	}
	return &status.Status{Code: int32(codeOf(err)), Message: cut(err.Error())}
}

func codeOf(err error) code.Code {
	var (
		depth       *validate.DepthError
		steps       *validate.StepsError
		deadline    *validate.DeadlineError
		runtime     *validate.RuntimeError
		compilation *validate.CompilationError
	)
	switch {
	case errors.As(err, &depth):
		return code.Code_INVALID_ARGUMENT
	case errors.As(err, &steps):
		return code.Code_RESOURCE_EXHAUSTED
	case errors.As(err, &deadline):
		return code.Code_DEADLINE_EXCEEDED
	case errors.As(err, &runtime), errors.As(err, &compilation):
		return code.Code_INTERNAL
	}
	return code.Code_UNKNOWN
}

func ofViolations(err *validate.Error) *status.Status {
	message := summary(err)
	empty := detailed(message, nil, nil)
	// Reserve bytes for the tags and lengths of both messages.
	room := maxDetails - proto.Size(empty) - 4*frame
	var fields []*errdetails.BadRequest_FieldViolation
	var found []*validatepb.Violation
	all := err.Violations()
	for i := range all {
		field, violation := badrequest.Violation(&all[i]), violations.Violation(&all[i])
		room -= proto.Size(field) + proto.Size(violation) + 2*frame
		if room < 0 {
			break
		}
		fields, found = append(fields, field), append(found, violation)
	}
	return detailed(message, fields, found)
}

// detailed returns a status with two details.
func detailed(
	message string, fields []*errdetails.BadRequest_FieldViolation, found []*validatepb.Violation,
) *status.Status {
	details := []proto.Message{
		&errdetails.BadRequest{FieldViolations: fields},
		validatepb.Violations_builder{Violations: found}.Build(),
	}
	result := &status.Status{Code: int32(code.Code_INVALID_ARGUMENT), Message: message}
	for _, detail := range details {
		// The texts are UTF-8, so encoding does not fail.
		if encoded, err := anypb.New(detail); err == nil {
			result.Details = append(result.Details, encoded)
		}
	}
	return result
}

// summary returns a text such as
// "name: must be at least 3 characters [string.min_len] (and 2 more)".
func summary(err *validate.Error) string {
	all := err.Violations()
	if len(all) == 0 {
		return ""
	}
	message, more := cut(all[0].String()), len(all)-1
	switch {
	case err.Truncated():
		message += fmt.Sprintf(" (and more than %d more)", more)
	case more > 0:
		message += fmt.Sprintf(" (and %d more)", more)
	}
	return message
}

// cut limits the length of a message.
func cut(message string) string {
	message = strings.ToValidUTF8(message, "\uFFFD")
	if len(message) <= maxMessage {
		return message
	}
	end := maxMessage
	for !utf8.RuneStart(message[end]) {
		end--
	}
	return message[:end] + "…"
}
