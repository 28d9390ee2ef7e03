package rpcstatus_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	validatepb "buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
	"github.com/rpcsmith/rpcsmith/runtime/go/details/badrequest"
	"github.com/rpcsmith/rpcsmith/runtime/go/details/rpcstatus"
	"github.com/rpcsmith/rpcsmith/runtime/go/details/violations"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate/rules"
)

var (
	name   = validate.Field{Number: 1, Name: "name", Kind: validate.KindString}
	tags   = validate.Field{Number: 2, Name: "tags", Kind: validate.KindString}
	labels = validate.Field{Number: 3, Name: "labels", Kind: validate.KindMessage, MapKey: validate.KindString, MapValue: validate.KindInt64}
	minLen = validate.Rule{Path: &rules.StringMinLen, ID: "string.min_len", Message: "must be at least 3 characters"}
	share  = validate.Rule{Path: &rules.Cel, ID: "user.share"}
)

// invalidTags returns the violations of a number of tags.
func invalidTags(count int, options ...validate.Option) error {
	return validate.CheckFunc(func(c *validate.Context) {
		for index := range count {
			if !c.Violate(tags.Item(index), &minLen) {
				return
			}
		}
	}, options...)
}

// details decodes the details of a status.
func details(t *testing.T, s *status.Status) (*errdetails.BadRequest, *validatepb.Violations) {
	t.Helper()
	request, found := &errdetails.BadRequest{}, &validatepb.Violations{}
	if len(s.GetDetails()) != 2 {
		t.Fatalf("not two details: %v", s)
	}
	if err := s.GetDetails()[0].UnmarshalTo(request); err != nil {
		t.Fatal(err)
	}
	if err := s.GetDetails()[1].UnmarshalTo(found); err != nil {
		t.Fatal(err)
	}
	return request, found
}

func TestViolationsAreAnInvalidArgumentWithDetails(t *testing.T) {
	err := invalidTags(3)
	var invalid *validate.Error
	errors.As(err, &invalid)
	s := rpcstatus.From(fmt.Errorf("wrapped: %w", err))
	if want := "tags[0]: must be at least 3 characters [string.min_len] (and 2 more)"; s.GetMessage() != want || s.GetCode() != 3 {
		t.Errorf("got %d %q", s.GetCode(), s.GetMessage())
	}
	request, found := details(t, s)
	if !proto.Equal(request, badrequest.From(invalid)) || !proto.Equal(found, violations.From(invalid)) {
		t.Errorf("got %v", s)
	}
}

func TestDetailsAndMessagesHaveASizeLimit(t *testing.T) {
	// Texts of many lengths, so that encoded lengths take one, two and three
	// bytes.
	for length := 0; length < 6000; length += 1 + length/40 {
		s := rpcstatus.From(validate.CheckFunc(func(c *validate.Context) {
			for n := range 100 {
				c.Violate(labels.Key(validate.StringKey(fmt.Sprint(n, strings.Repeat("ä", length)))), &minLen)
			}
		}))
		if size := proto.Size(s); size > 4096 || len(s.GetMessage()) > 550 {
			t.Errorf("%d: %d bytes, %d of them in the message", length, size, len(s.GetMessage()))
		}
		request, found := details(t, s)
		if len(request.GetFieldViolations()) != len(found.GetViolations()) || length < 100 && len(found.GetViolations()) < 5 {
			t.Errorf("%d: %d violations", length, len(found.GetViolations()))
		}
	}
}

func TestTheAvailableSizeIsUsed(t *testing.T) {
	s := rpcstatus.From(invalidTags(900))
	if size := proto.Size(s); size < 3900 {
		t.Errorf("%d bytes", size)
	}
	if !strings.HasSuffix(s.GetMessage(), " (and 899 more)") {
		t.Error(s.GetMessage())
	}
	s = rpcstatus.From(invalidTags(900, validate.MaxViolations(10)))
	if !strings.HasSuffix(s.GetMessage(), " (and more than 9 more)") {
		t.Error(s.GetMessage())
	}
	s = rpcstatus.From(invalidTags(900, validate.MaxViolations(0)))
	if s.GetCode() != 3 || s.GetMessage() != "" {
		t.Errorf("got %v", s)
	}
}

func TestOtherErrorsHaveCodes(t *testing.T) {
	for _, test := range []struct {
		check   func(c *validate.Context)
		code    int32
		message string
	}{
		{func(c *validate.Context) { c.Fail(name.Place(), &share, cel.ErrDivisionByZero) }, 13, "name: division by zero [user.share]"},
		{func(c *validate.Context) { c.Fault("wrong") }, 13, "the schema has an invalid rule: wrong"},
		{func(c *validate.Context) { c.Enter(&name) }, 3, "messages are nested more than 0 levels deep"},
		{func(c *validate.Context) { c.Steps().Take(11) }, 8, "the rules take more than 10 steps for this message"},
		{func(c *validate.Context) { c.Steps().Take(1) }, 4, "the validation was not complete at the deadline"},
	} {
		options := []validate.Option{validate.MaxDepth(0), validate.MaxSteps(10)}
		if test.code == 4 {
			options = append(options, validate.Deadline(time.Now()))
		}
		s := rpcstatus.From(validate.CheckFunc(test.check, options...))
		if s.GetCode() != test.code || s.GetMessage() != test.message || len(s.GetDetails()) != 0 {
			t.Errorf("got %v, want %d %s", s, test.code, test.message)
		}
	}
	if s := rpcstatus.From(nil); s.GetCode() != 0 {
		t.Errorf("got %v", s)
	}
	if s := rpcstatus.From(errors.New(strings.Repeat("é\xff", 300))); s.GetCode() != 2 || len(s.GetMessage()) > 515 {
		t.Errorf("got %v", s)
	}
}
