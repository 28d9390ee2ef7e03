package sample

import (
	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
	"github.com/rpcsmith/rpcsmith/runtime/go/formats"
	"github.com/rpcsmith/rpcsmith/runtime/go/pattern"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate/rules"
)

var (
	createUserRequestName     = validate.Field{Number: 1, Name: "name", Kind: validate.KindString}
	createUserRequestEmail    = validate.Field{Number: 2, Name: "email", Kind: validate.KindString}
	createUserRequestTenantId = validate.Field{Number: 3, Name: "tenant_id", Kind: validate.KindString}
	createUserRequestRoles    = validate.Field{Number: 4, Name: "roles", Kind: validate.KindString}
	createUserRequestLabels   = validate.Field{Number: 5, Name: "labels", Kind: validate.KindMessage, MapKey: validate.KindString, MapValue: validate.KindString}
	createUserRequestAge      = validate.Field{Number: 6, Name: "age", Kind: validate.KindUint32}
	createUserRequestEnd      = validate.Field{Number: 8, Name: "end", Kind: validate.KindMessage}
	createUserRequestAddress  = validate.Field{Number: 9, Name: "address", Kind: validate.KindMessage}
	createUserRequestPhone    = validate.Field{Number: 10, Name: "phone", Kind: validate.KindString}
	createUserRequestOffice   = validate.Field{Number: 11, Name: "office", Kind: validate.KindMessage}
)

var (
	createUserRequestRule1  = validate.Rule{ID: "create_user.period", Message: "the period ends before it starts"}
	createUserRequestRule2  = validate.Rule{Path: &rules.StringMinLen, ID: "string.min_len", Message: "must be at least 1 characters", Param: uint64(1)}
	createUserRequestRule3  = validate.Rule{Path: &rules.StringMaxLen, ID: "string.max_len", Message: "must be at most 64 characters", Param: uint64(64)}
	createUserRequestRule4  = validate.Rule{Path: &rules.StringEmail, ID: "string.email", Message: "must be a valid email address", Param: true}
	createUserRequestRule5  = validate.Rule{Path: &rules.StringEmail, ID: "string.email_empty", Message: "value is empty, which is not a valid email address", Param: true}
	createUserRequestRule6  = validate.Rule{Path: &rules.StringUuid, ID: "string.uuid", Message: "must be a valid UUID", Param: true}
	createUserRequestRule7  = validate.Rule{Path: &rules.StringUuid, ID: "string.uuid_empty", Message: "value is empty, which is not a valid UUID", Param: true}
	createUserRequestRule8  = validate.Rule{Path: &rules.RepeatedMaxItems, ID: "repeated.max_items", Message: "must contain no more than 16 item(s)", Param: uint64(16)}
	createUserRequestRule9  = validate.Rule{Path: &rules.RepeatedUnique, ID: "repeated.unique", Message: "repeated value must contain unique items", Param: true}
	createUserRequestRule10 = validate.Rule{Path: &rules.StringMinLen, ID: "string.min_len", Message: "must be at least 1 characters", Param: uint64(1)}
	createUserRequestRule11 = validate.Rule{Path: &rules.MapMaxPairs, ID: "map.max_pairs", Message: "map must be at most 64 entries", Param: uint64(64)}
	createUserRequestRule12 = validate.Rule{Path: &rules.StringPattern, ID: "string.pattern", Message: "does not match regex pattern `^[a-z][a-z0-9_-]{0,62}$`", Param: "^[a-z][a-z0-9_-]{0,62}$"}
	createUserRequestRule13 = validate.Rule{Path: &rules.StringMaxBytes, ID: "string.max_bytes", Message: "must be at most 256 bytes", Param: uint64(256)}
	createUserRequestRule14 = validate.Rule{Path: &rules.Uint32Gte, ID: "uint32.gte_lt", Message: "must be greater than or equal to 18 and less than 150", Param: uint64(18)}
	createUserRequestRule15 = validate.Rule{Path: &rules.TimestampGtNow, ID: "timestamp.gt_now", Message: "must be greater than now", Param: true}
	createUserRequestRule16 = validate.Rule{Path: &rules.StringPattern, ID: "string.pattern", Message: "does not match regex pattern `^\\+[1-9][0-9]{1,14}$`", Param: "^\\+[1-9][0-9]{1,14}$"}
)

// ^[a-z][a-z0-9_-]{0,62}$
var createUserRequestLabelsPattern = pattern.Matcher{
	{Class: pattern.Class{0x0, 0x7fffffe00000000, 0x0, 0x0}, Min: 1, Max: 1},
	{Class: pattern.Class{0x3ff200000000000, 0x7fffffe80000000, 0x0, 0x0}, Min: 0, Max: 62},
}

// ^\+[1-9][0-9]{1,14}$
var createUserRequestPhonePattern = pattern.Matcher{
	{Literal: "+"},
	{Class: pattern.Class{0x3fe000000000000, 0x0, 0x0, 0x0}, Min: 1, Max: 1},
	{Class: pattern.Class{0x3ff000000000000, 0x0, 0x0, 0x0}, Min: 1, Max: 14},
}

// Validate reports the violations of the rules of the message as a
// *validate.Error. It returns nil if there are none.
func (m *CreateUserRequest) Validate() error {
	var c validate.Context
	m.CheckRules(&c)
	return c.Err()
}

// CheckRules records the violations of the rules of the message. Call Validate
// or validate.Check instead.
func (m *CreateUserRequest) CheckRules(c *validate.Context) {
	now := c.Now()
	if m.GetStart() != nil && m.GetEnd() != nil &&
		cel.TimestampOf(m.GetStart().GetSeconds(), m.GetStart().GetNanos()).Compare(cel.TimestampOf(m.GetEnd().GetSeconds(), m.GetEnd().GetNanos())) >= 0 &&
		!c.Violate(validate.Here, &createUserRequestRule1) {
		return
	}
	if m.GetContact() == nil && !c.Violate(validate.Oneof("contact"), &validate.OneofRequired) {
		return
	}
	if m.GetName() == "" && !c.Violate(createUserRequestName.Place(), &createUserRequestRule2) {
		return
	}
	if cel.Longer(m.GetName(), 64) && !c.Violate(createUserRequestName.Place(), &createUserRequestRule3) {
		return
	}
	if m.GetEmail() != "" && !formats.IsEmail(m.GetEmail()) && !c.Violate(createUserRequestEmail.Place(), &createUserRequestRule4) {
		return
	}
	if m.GetEmail() == "" && !c.Violate(createUserRequestEmail.Place(), &createUserRequestRule5) {
		return
	}
	if m.GetTenantId() != "" && !formats.IsUuid(m.GetTenantId()) && !c.Violate(createUserRequestTenantId.Place(), &createUserRequestRule6) {
		return
	}
	if m.GetTenantId() == "" && !c.Violate(createUserRequestTenantId.Place(), &createUserRequestRule7) {
		return
	}
	if len(m.GetRoles()) > 16 && !c.Violate(createUserRequestRoles.Place(), &createUserRequestRule8) {
		return
	}
	if !cel.Unique(m.GetRoles()) && !c.Violate(createUserRequestRoles.Place(), &createUserRequestRule9) {
		return
	}
	for index, this := range m.GetRoles() {
		if this == "" && !c.Violate(createUserRequestRoles.Item(index), &createUserRequestRule10) {
			return
		}
	}
	if len(m.GetLabels()) > 64 && !c.Violate(createUserRequestLabels.Place(), &createUserRequestRule11) {
		return
	}
	mark := c.Mark()
	for key, this := range m.GetLabels() {
		if !createUserRequestLabelsPattern.Match(key) && !c.Violate(createUserRequestLabels.Key(validate.StringKey(key)), &createUserRequestRule12) {
			return
		}
		if len(this) > 256 && !c.Violate(createUserRequestLabels.Value(validate.StringKey(key)), &createUserRequestRule13) {
			return
		}
	}
	c.Sort(mark)
	if (m.GetAge() >= 150 || m.GetAge() < 18) && !c.Violate(createUserRequestAge.Place(), &createUserRequestRule14) {
		return
	}
	if m.GetEnd() != nil {
		this := cel.TimestampOf(m.GetEnd().GetSeconds(), m.GetEnd().GetNanos())
		if this.Compare(now) < 0 && !c.Violate(createUserRequestEnd.Place(), &createUserRequestRule15) {
			return
		}
	}
	if this := m.GetAddress(); this != nil {
		mark, ok := c.Enter(&createUserRequestAddress)
		if !ok {
			return
		}
		this.CheckRules(c)
		if c.Leave(mark) && !c.Within(mark, createUserRequestAddress.Place()) {
			return
		}
	} else if !c.Violate(createUserRequestAddress.Place(), &validate.Required) {
		return
	}
	if this, ok := m.GetContact().(*CreateUserRequest_Phone); ok {
		this := this.Phone
		if !createUserRequestPhonePattern.Match(this) && !c.Violate(createUserRequestPhone.Place(), &createUserRequestRule16) {
			return
		}
	}
	if this, ok := m.GetContact().(*CreateUserRequest_Office); ok {
		this := this.Office
		mark, ok := c.Enter(&createUserRequestOffice)
		if !ok {
			return
		}
		this.CheckRules(c)
		if c.Leave(mark) && !c.Within(mark, createUserRequestOffice.Place()) {
			return
		}
	}
}

var (
	addressLines   = validate.Field{Number: 1, Name: "lines", Kind: validate.KindString}
	addressCountry = validate.Field{Number: 2, Name: "country", Kind: validate.KindString}
)

var (
	addressRule1 = validate.Rule{Path: &rules.RepeatedMinItems, ID: "repeated.min_items", Message: "must contain at least 1 item(s)", Param: uint64(1)}
	addressRule2 = validate.Rule{Path: &rules.StringIn, ID: "string.in", Message: "must be in list [CH, DE, FR]", Param: []validate.Param{"CH", "DE", "FR"}}
)

// Validate reports the violations of the rules of the message as a
// *validate.Error. It returns nil if there are none.
func (m *Address) Validate() error {
	var c validate.Context
	m.CheckRules(&c)
	return c.Err()
}

// CheckRules records the violations of the rules of the message. Call Validate
// or validate.Check instead.
func (m *Address) CheckRules(c *validate.Context) {
	if len(m.GetLines()) == 0 && !c.Violate(addressLines.Place(), &addressRule1) {
		return
	}
	switch m.GetCountry() {
	case "CH", "DE", "FR":
	default:
		if !c.Violate(addressCountry.Place(), &addressRule2) {
			return
		}
	}
}
