package sample

import "google.golang.org/protobuf/types/known/timestamppb"

// CreateUserRequest is a message of the sample.
type CreateUserRequest struct {
	Name     string
	Email    string
	TenantId string
	Roles    []string
	Labels   map[string]string
	Age      uint32
	Start    *timestamppb.Timestamp
	End      *timestamppb.Timestamp
	Address  *Address
	Contact  isCreateUserRequest_Contact
}

type isCreateUserRequest_Contact interface{ isCreateUserRequest_Contact() }

// CreateUserRequest_Phone is a member of the oneof contact.
type CreateUserRequest_Phone struct{ Phone string }

// CreateUserRequest_Office is a member of the oneof contact.
type CreateUserRequest_Office struct{ Office *Address }

func (*CreateUserRequest_Phone) isCreateUserRequest_Contact() {}

func (*CreateUserRequest_Office) isCreateUserRequest_Contact() {}

func (x *CreateUserRequest) GetName() string {
	if x != nil {
		return x.Name
	}
	return ""
}

func (x *CreateUserRequest) GetEmail() string {
	if x != nil {
		return x.Email
	}
	return ""
}

func (x *CreateUserRequest) GetTenantId() string {
	if x != nil {
		return x.TenantId
	}
	return ""
}

func (x *CreateUserRequest) GetRoles() []string {
	if x != nil {
		return x.Roles
	}
	return nil
}

func (x *CreateUserRequest) GetLabels() map[string]string {
	if x != nil {
		return x.Labels
	}
	return nil
}

func (x *CreateUserRequest) GetAge() uint32 {
	if x != nil {
		return x.Age
	}
	return 0
}

func (x *CreateUserRequest) GetStart() *timestamppb.Timestamp {
	if x != nil {
		return x.Start
	}
	return nil
}

func (x *CreateUserRequest) GetEnd() *timestamppb.Timestamp {
	if x != nil {
		return x.End
	}
	return nil
}

func (x *CreateUserRequest) GetAddress() *Address {
	if x != nil {
		return x.Address
	}
	return nil
}

func (x *CreateUserRequest) GetContact() isCreateUserRequest_Contact {
	if x != nil {
		return x.Contact
	}
	return nil
}

// Address is a message of the sample.
type Address struct {
	Lines   []string
	Country string
}

func (x *Address) GetLines() []string {
	if x != nil {
		return x.Lines
	}
	return nil
}

func (x *Address) GetCountry() string {
	if x != nil {
		return x.Country
	}
	return ""
}
