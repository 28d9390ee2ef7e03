package sample

import (
	"math"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
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

func validOrder() *Order {
	percent := int32(5)
	return &Order{
		Id:      "abcde",
		Items:   []*Item{{Sku: "a", Quantity: 2, Price: 3}, {Sku: "b", Quantity: 1, Price: 7}},
		ByShelf: map[int32]*Item{1: {Sku: "c"}, 2: {Sku: "d"}},
		Prices:  map[string]float64{"a": 1.5, "b": 0},
		Payment: &Order_Coin{Coin: &Item{Sku: "e"}},
		Percent: &percent,
		Secret:  "s",
		Total:   20, Count: 4, Limit: 100,
	}
}

func check(t *testing.T, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestValidMessagesNeedNoMemory(t *testing.T) {
	user, order := validUser(), validOrder()
	order.Parent = validOrder()
	check(t, user.Validate(), "")
	check(t, order.Validate(), "")
	for name, validate := range map[string]func() error{"user": user.Validate, "order": order.Validate} {
		if allocations := testing.AllocsPerRun(100, func() { _ = validate() }); allocations != 0 {
			t.Errorf("%s: %v allocations", name, allocations)
		}
	}
}

func TestUsersAreChecked(t *testing.T) {
	check(t, (*CreateUserRequest)(nil).Validate(), `contact: exactly one field is required in oneof [required]
name: must be at least 1 characters [string.min_len]
email: value is empty, which is not a valid email address [string.email_empty]
tenant_id: value is empty, which is not a valid UUID [string.uuid_empty]
age: must be greater than or equal to 18 and less than 150 [uint32.gte_lt]
address: value is required [required]`)
	user := validUser()
	user.Name = strings.Repeat("é", 65)
	user.Roles = []string{"a", "", "a"}
	user.Labels = map[string]string{"Z": strings.Repeat("v", 257), "A": "", "b": ""}
	user.Start, user.End = user.End, &timestamppb.Timestamp{Seconds: 1}
	user.Address.Country = "XX"
	user.Contact = &CreateUserRequest_Office{}
	check(t, user.Validate(), `the period ends before it starts [create_user.period]
name: must be at most 64 characters [string.max_len]
roles: repeated value must contain unique items [repeated.unique]
roles[1]: must be at least 1 characters [string.min_len]
labels["A"]: does not match regex pattern `+"`^[a-z][a-z0-9_-]{0,62}$`"+` [string.pattern]
labels["Z"]: does not match regex pattern `+"`^[a-z][a-z0-9_-]{0,62}$`"+` [string.pattern]
labels["Z"]: must be at most 256 bytes [string.max_bytes]
end: must be greater than now [timestamp.gt_now]
address.country: must be in list [CH, DE, FR] [string.in]
office.lines: must contain at least 1 item(s) [repeated.min_items]
office.country: must be in list [CH, DE, FR] [string.in]`)
	check(t, validate.Check(user, validate.First(), validate.Mask("office")),
		"office.lines: must contain at least 1 item(s) [repeated.min_items]")
}

func TestOrdersAreChecked(t *testing.T) {
	order := validOrder()
	order.Total = 4
	order.Items = append(order.Items, nil, &Item{Sku: "a", Price: 1000, Quantity: 2})
	order.ByShelf = map[int32]*Item{0: {}, -1: {Sku: "x"}}
	order.Prices["a"] = math.NaN()
	order.Payment = &Order_Iban{Iban: "é"}
	*order.Percent = 101
	order.Secret = "hidden"
	check(t, order.Validate(), `an item costs more than the limit [order.limit]
the average is 1 [order.average]
the first item is too cheap [order.first]
items must have different names [order.skus]
items[2].sku: must be at least 1 characters [string.min_len]
by_shelf[-1]: must be greater than 0 [int32.gt]
by_shelf[0]: must be greater than 0 [int32.gt]
by_shelf[0].sku: must be at least 1 characters [string.min_len]
prices["a"]: must be finite [double.finite]
iban: must be at least 3 characters [string.min_len]
percent: must be less than or equal to 100 [int32.lte]
secret: value is invalid [order.secret]`)
	order.Id = "ac"
	check(t, validate.Check(order, validate.Mask("id")), "id: does not match regex pattern `^(ab|cd)+e?$` [string.pattern]")

	outer := validOrder()
	outer.Parent = validOrder()
	outer.Parent.Count = 0
	check(t, outer.Validate(), "parent: division by zero [order.average]")
	outer.Parent.Items[0] = &Item{Sku: "a", Quantity: math.MaxInt64, Price: 2}
	check(t, outer.Validate(), "parent: integer overflow [order.limit]")
	check(t, (*Order)(nil).Validate(), "division by zero [order.average]")
	check(t, validate.Check(validOrder(), validate.MaxSteps(3)), "the rules take more than 3 steps for this message")
	check(t, validate.Check(validOrder(), validate.MaxSteps(4)), "")
}

func BenchmarkOrder(b *testing.B) {
	order := validOrder()
	for b.Loop() {
		_ = order.Validate()
	}
}
