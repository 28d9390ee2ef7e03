package sample

import (
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"
)

func validUser() *CreateUserRequest {
	return &CreateUserRequest{
		Name:     "Ada Lovelace",
		Email:    "ada.lovelace@example.com",
		TenantId: "8400e29b-41d4-a716-4466-554400000000",
		Roles:    []string{"admin", "editor", "viewer"},
		Labels:   map[string]string{"team": "engines", "cost-center": "1843", "region": "eu-west-1"},
		Age:      36,
		Start:    timestamppb.New(time.Unix(4_000_000_000, 0)),
		End:      timestamppb.New(time.Unix(4_100_000_000, 0)),
		Address:  &Address{Lines: []string{"12 St James's Square", "London"}, Country: "CH"},
		Contact:  &CreateUserRequest_Phone{Phone: "+41446681800"},
	}
}

func BenchmarkUser(b *testing.B) {
	u := validUser()
	if err := u.Validate(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = u.Validate()
	}
}

func BenchmarkUserByHand(b *testing.B) {
	u := validUser()
	if err := validateByHand(u); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_ = validateByHand(u)
	}
}
