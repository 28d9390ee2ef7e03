package sample

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

var errInvalid = errors.New("invalid")

// validateByHand has the rules of CreateUserRequest, written by hand.
func validateByHand(m *CreateUserRequest) error {
	now := time.Now().Unix()
	switch {
	case m.Start != nil && m.End != nil && m.Start.Seconds >= m.End.Seconds,
		m.Contact == nil,
		m.Name == "" || len(m.Name) > 64 && utf8.RuneCountInString(m.Name) > 64,
		!emailByHand(m.Email),
		!uuidByHand(m.TenantId),
		len(m.Roles) > 16,
		len(m.Labels) > 64,
		m.Age < 18 || m.Age >= 150,
		m.End != nil && m.End.Seconds < now,
		m.Address == nil || !addressByHand(m.Address):
		return errInvalid
	}
	for i, role := range m.Roles {
		if role == "" {
			return errInvalid
		}
		for _, other := range m.Roles[:i] {
			if role == other {
				return errInvalid
			}
		}
	}
	for key, value := range m.Labels {
		if !labelByHand(key) || len(value) > 256 {
			return errInvalid
		}
	}
	switch contact := m.Contact.(type) {
	case *CreateUserRequest_Phone:
		if !phoneByHand(contact.Phone) {
			return errInvalid
		}
	case *CreateUserRequest_Office:
		if !addressByHand(contact.Office) {
			return errInvalid
		}
	}
	return nil
}

func addressByHand(m *Address) bool {
	return len(m.Lines) > 0 && (m.Country == "CH" || m.Country == "DE" || m.Country == "FR")
}

func isLowerByHand(b byte) bool { return 'a' <= b && b <= 'z' }

func isDigitByHand(b byte) bool { return '0' <= b && b <= '9' }

func labelByHand(text string) bool {
	if len(text) < 1 || len(text) > 63 || !isLowerByHand(text[0]) {
		return false
	}
	for i := 1; i < len(text); i++ {
		if b := text[i]; !isLowerByHand(b) && !isDigitByHand(b) && b != '_' && b != '-' {
			return false
		}
	}
	return true
}

func phoneByHand(text string) bool {
	if len(text) < 3 || len(text) > 16 || text[0] != '+' || text[1] < '1' || text[1] > '9' {
		return false
	}
	for i := 2; i < len(text); i++ {
		if !isDigitByHand(text[i]) {
			return false
		}
	}
	return true
}

func uuidByHand(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		b := text[i]
		switch i {
		case 8, 13, 18, 23:
			if b != '-' {
				return false
			}
		default:
			if !isDigitByHand(b) && !('a' <= b|0x20 && b|0x20 <= 'f') {
				return false
			}
		}
	}
	return true
}

func emailByHand(text string) bool {
	at := strings.IndexByte(text, '@')
	if at < 1 {
		return false
	}
	for i := range at {
		b := text[i]
		if !isLowerByHand(b|0x20) && !isDigitByHand(b) && strings.IndexByte("!#$%&'*+/=?^_`{|}~.-", b) < 0 {
			return false
		}
	}
	size := 0
	for i := at + 1; i < len(text); i++ {
		b := text[i]
		switch {
		case b == '.':
			if size == 0 || size > 63 || text[i-1] == '-' {
				return false
			}
			size = 0
		case isLowerByHand(b|0x20) || isDigitByHand(b) || b == '-' && size > 0:
			size++
		default:
			return false
		}
	}
	return size > 0 && size <= 63 && text[len(text)-1] != '-'
}
