package sample

import (
	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
	"github.com/rpcsmith/rpcsmith/runtime/go/pattern"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
	"github.com/rpcsmith/rpcsmith/runtime/go/validate/rules"
)

var (
	orderId      = validate.Field{Number: 1, Name: "id", Kind: validate.KindString}
	orderItems   = validate.Field{Number: 2, Name: "items", Kind: validate.KindMessage}
	orderByShelf = validate.Field{Number: 3, Name: "by_shelf", Kind: validate.KindMessage, MapKey: validate.KindInt32, MapValue: validate.KindMessage}
	orderPrices  = validate.Field{Number: 4, Name: "prices", Kind: validate.KindMessage, MapKey: validate.KindString, MapValue: validate.KindDouble}
	orderIban    = validate.Field{Number: 5, Name: "iban", Kind: validate.KindString}
	orderCoin    = validate.Field{Number: 6, Name: "coin", Kind: validate.KindMessage}
	orderPercent = validate.Field{Number: 7, Name: "percent", Kind: validate.KindInt32}
	orderParent  = validate.Field{Number: 8, Name: "parent", Kind: validate.KindMessage}
	orderSecret  = validate.Field{Number: 9, Name: "secret", Kind: validate.KindString, Redacted: true}
)

var (
	orderRule1  = validate.Rule{ID: "order.limit", Message: "an item costs more than the limit"}
	orderRule2  = validate.Rule{ID: "order.average"}
	orderRule3  = validate.Rule{ID: "order.first", Message: "the first item is too cheap"}
	orderRule4  = validate.Rule{ID: "order.skus", Message: "items must have different names"}
	orderRule5  = validate.Rule{Path: &rules.StringPattern, ID: "string.pattern", Message: "does not match regex pattern `^(ab|cd)+e?$`", Param: "^(ab|cd)+e?$"}
	orderRule6  = validate.Rule{Path: &rules.Int32Gt, ID: "int32.gt", Message: "must be greater than 0", Param: int64(0)}
	orderRule7  = validate.Rule{Path: &rules.DoubleFinite, ID: "double.finite", Message: "must be finite", Param: true}
	orderRule8  = validate.Rule{Path: &rules.StringMinLen, ID: "string.min_len", Message: "must be at least 3 characters", Param: uint64(3)}
	orderRule9  = validate.Rule{Path: &rules.Int32Lte, ID: "int32.lte", Message: "must be less than or equal to 100", Param: int64(100)}
	orderRule10 = validate.Rule{Path: &rules.Cel, Index: 0, ID: "order.secret"}
)

var orderIdPattern = pattern.Regexp{Pattern: `^(ab|cd)+e?$`}

// Validate reports the violations of the rules of the message as a
// *validate.Error. It returns nil if there are none.
func (m *Order) Validate() error {
	var c validate.Context
	m.CheckRules(&c)
	return c.Err()
}

// CheckRules records the violations of the rules of the message. Call Validate
// or validate.Check instead.
func (m *Order) CheckRules(c *validate.Context) {
	if m == nil {
		m = &Order{}
	}
	steps := c.Steps()
	if holds, err := orderLimit(m); (err != nil || !holds) && !c.Require(validate.Here, &orderRule1, holds, err) {
		return
	}
	if text, err := orderAverage(m); (err != nil || text != "") && !c.Ask(validate.Here, &orderRule2, text, err) {
		return
	}
	if holds, err := orderFirst(m); (err != nil || !holds) && !c.Require(validate.Here, &orderRule3, holds, err) {
		return
	}
	if !cel.All(nil, m.GetItems(), func(a *Item) bool {
		return cel.ExistsOne(steps, m.GetItems(), func(b *Item) bool { return a.GetSku() == b.GetSku() })
	}) && !c.Violate(validate.Here, &orderRule4) {
		return
	}
	if m.GetPayment() == nil && !c.Violate(validate.Oneof("payment"), &validate.OneofRequired) {
		return
	}
	if m.GetId() != "" && !orderIdPattern.Match(m.GetId()) && !c.Violate(orderId.Place(), &orderRule5) {
		return
	}
	for index, this := range m.GetItems() {
		mark, ok := c.Enter(&orderItems)
		if !ok {
			return
		}
		this.CheckRules(c)
		if c.Leave(mark) && !c.Within(mark, orderItems.Item(index)) {
			return
		}
	}
	mark := c.Mark()
	for key, this := range m.GetByShelf() {
		if key <= 0 && !c.Violate(orderByShelf.Key(validate.IntKey(int64(key))), &orderRule6) {
			return
		}
		mark, ok := c.Enter(&orderByShelf)
		if !ok {
			return
		}
		this.CheckRules(c)
		if c.Leave(mark) && !c.Within(mark, orderByShelf.Value(validate.IntKey(int64(key)))) {
			return
		}
	}
	c.Sort(mark)
	mark = c.Mark()
	for key, this := range m.GetPrices() {
		if (cel.IsNan(this) || cel.IsInf(this)) && !c.Violate(orderPrices.Value(validate.StringKey(key)), &orderRule7) {
			return
		}
	}
	c.Sort(mark)
	if this, ok := m.GetPayment().(*Order_Iban); ok {
		this := this.Iban
		if cel.Shorter(this, 3) && !c.Violate(orderIban.Place(), &orderRule8) {
			return
		}
	}
	if this, ok := m.GetPayment().(*Order_Coin); ok {
		this := this.Coin
		mark, ok := c.Enter(&orderCoin)
		if !ok {
			return
		}
		this.CheckRules(c)
		if c.Leave(mark) && !c.Within(mark, orderCoin.Place()) {
			return
		}
	}
	if m.Percent != nil {
		this := *m.Percent
		if this > 100 && !c.Violate(orderPercent.Place(), &orderRule9) {
			return
		}
	}
	if this := m.GetParent(); this != nil {
		mark, ok := c.Enter(&orderParent)
		if !ok {
			return
		}
		this.CheckRules(c)
		if c.Leave(mark) && !c.Within(mark, orderParent.Place()) {
			return
		}
	}
	if text, err := orderSecretText(m.GetSecret()); (err != nil || text != "") && !c.Ask(orderSecret.Place(), &orderRule10, text, err) {
		return
	}
}

// this.items.all(i, i.quantity * i.price <= this.limit)
func orderLimit(m *Order) (bool, error) {
	return cel.TryAll(nil, m.GetItems(), func(i *Item) (bool, error) {
		x1, err := cel.MulInt(i.GetQuantity(), i.GetPrice())
		if err != nil {
			return false, err
		}
		return x1 <= m.GetLimit(), nil
	})
}

// this.total / this.count >= 2 ? ” : 'the average is %d'.format([this.total / this.count])
func orderAverage(m *Order) (string, error) {
	x1, err := cel.DivInt(m.GetTotal(), m.GetCount())
	if err != nil {
		return "", err
	}
	if x1 >= 2 {
		return "", nil
	}
	x2, err := cel.DivInt(m.GetTotal(), m.GetCount())
	if err != nil {
		return "", err
	}
	return cel.Format("the average is %d", cel.IntValue(x2))
}

// this.total / this.count > 2 || this.items[0].price > 5
func orderFirst(m *Order) (bool, error) {
	return cel.AbsorbOr(func() (bool, error) {
		x1, err := cel.DivInt(m.GetTotal(), m.GetCount())
		if err != nil {
			return false, err
		}
		return x1 > 2, nil
	}, func() (bool, error) {
		x2, err := cel.Item(m.GetItems(), 0)
		if err != nil {
			return false, err
		}
		return x2.GetPrice() > 5, nil
	})
}

// this.startsWith('s') ? ” : this + ' is no secret'
func orderSecretText(this string) (string, error) {
	if cel.StartsWith(this, "s") {
		return "", nil
	}
	return this + " is no secret", nil
}

var itemSku = validate.Field{Number: 1, Name: "sku", Kind: validate.KindString}

var itemRule1 = validate.Rule{Path: &rules.StringMinLen, ID: "string.min_len", Message: "must be at least 1 characters", Param: uint64(1)}

// Validate reports the violations of the rules of the message as a
// *validate.Error. It returns nil if there are none.
func (m *Item) Validate() error {
	var c validate.Context
	m.CheckRules(&c)
	return c.Err()
}

// CheckRules records the violations of the rules of the message. Call Validate
// or validate.Check instead.
func (m *Item) CheckRules(c *validate.Context) {
	if m.GetSku() == "" && !c.Violate(itemSku.Place(), &itemRule1) {
		return
	}
}
