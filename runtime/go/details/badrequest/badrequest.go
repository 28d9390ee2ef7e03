// Package badrequest converts violations to the message google.rpc.BadRequest,
// a detail of errors of gRPC.
package badrequest

import (
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"

	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
)

// From converts all violations of a message.
func From(err *validate.Error) *errdetails.BadRequest {
	found := err.Violations()
	converted := make([]*errdetails.BadRequest_FieldViolation, len(found))
	for i := range found {
		converted[i] = Violation(&found[i])
	}
	return &errdetails.BadRequest{FieldViolations: converted}
}

// Violation converts a violation. The description is its message, or the id of
// the rule. The reason is the id of the rule in upper case, such as
// STRING_MIN_LEN, if that is a valid reason.
func Violation(violation *validate.Violation) *errdetails.BadRequest_FieldViolation {
	description := violation.Message()
	if description == "" {
		description = violation.RuleID()
	}
	return &errdetails.BadRequest_FieldViolation{
		Field:       violation.FieldPath().String(),
		Description: strings.ToValidUTF8(description, "\uFFFD"),
		Reason:      reason(violation.RuleID()),
	}
}

// reason returns an id in upper case with underscores; empty if it is not a
// valid reason. google.rpc.BadRequest requires a reason to have up to 63
// characters, and to match [A-Z][A-Z0-9_]+[A-Z0-9].
func reason(id string) string {
	if len(id) < 3 || len(id) > 63 || !isLetter(id[0]) {
		return ""
	}
	if last := id[len(id)-1]; !isLetter(last) && !isDigit(last) {
		return ""
	}
	upper := []byte(id)
	for i, b := range upper {
		switch {
		case isLetter(b):
			upper[i] = b &^ 0x20
		case b == '.' || b == '-':
			upper[i] = '_'
		case !isDigit(b) && b != '_':
			return ""
		}
	}
	return string(upper)
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
