package sample

// Order is a message of the sample:
//
//	message Order {
//	  option (buf.validate.message).cel = {
//	    id: "order.limit"
//	    message: "an item costs more than the limit"
//	    expression: "this.items.all(i, i.quantity * i.price <= this.limit)"
//	  };
//	  option (buf.validate.message).cel = {
//	    id: "order.average"
//	    expression: "this.total / this.count >= 2 ? '' : 'the average is %d'.format([this.total / this.count])"
//	  };
//	  option (buf.validate.message).cel = {
//	    id: "order.first"
//	    message: "the first item is too cheap"
//	    expression: "this.total / this.count > 2 || this.items[0].price > 5"
//	  };
//	  option (buf.validate.message).cel = {
//	    id: "order.skus"
//	    message: "items must have different names"
//	    expression: "this.items.all(a, this.items.exists_one(b, a.sku == b.sku))"
//	  };
//	  string id = 1 [(buf.validate.field).string.pattern = "^(ab|cd)+e?$"];
//	  repeated Item items = 2;
//	  map<int32, Item> by_shelf = 3 [(buf.validate.field).map.keys.int32.gt = 0];
//	  map<string, double> prices = 4 [(buf.validate.field).map.values.double.finite = true];
//	  oneof payment {
//	    option (buf.validate.oneof).required = true;
//	    string iban = 5 [(buf.validate.field).string.min_len = 3];
//	    Item coin = 6;
//	  }
//	  optional int32 percent = 7 [(buf.validate.field).int32.lte = 100];
//	  Order parent = 8;
//	  string secret = 9 [debug_redact = true, (buf.validate.field).cel = {
//	    id: "order.secret"
//	    expression: "this.startsWith('s') ? '' : this + ' is no secret'"
//	  }];
//	  int64 total = 10;
//	  int64 count = 11;
//	  int64 limit = 12;
//	}
//
//	message Item {
//	  string sku = 1 [(buf.validate.field).string.min_len = 1];
//	  int64 quantity = 2;
//	  int64 price = 3;
//	}
type Order struct {
	Id      string
	Items   []*Item
	ByShelf map[int32]*Item
	Prices  map[string]float64
	Payment isOrder_Payment
	Percent *int32
	Parent  *Order
	Secret  string
	Total   int64
	Count   int64
	Limit   int64
}

type isOrder_Payment interface{ isOrder_Payment() }

// Order_Iban is a member of the oneof payment.
type Order_Iban struct{ Iban string }

// Order_Coin is a member of the oneof payment.
type Order_Coin struct{ Coin *Item }

func (*Order_Iban) isOrder_Payment() {}

func (*Order_Coin) isOrder_Payment() {}

func (x *Order) GetId() string {
	if x != nil {
		return x.Id
	}
	return ""
}

func (x *Order) GetItems() []*Item {
	if x != nil {
		return x.Items
	}
	return nil
}

func (x *Order) GetByShelf() map[int32]*Item {
	if x != nil {
		return x.ByShelf
	}
	return nil
}

func (x *Order) GetPrices() map[string]float64 {
	if x != nil {
		return x.Prices
	}
	return nil
}

func (x *Order) GetPayment() isOrder_Payment {
	if x != nil {
		return x.Payment
	}
	return nil
}

func (x *Order) GetParent() *Order {
	if x != nil {
		return x.Parent
	}
	return nil
}

func (x *Order) GetSecret() string {
	if x != nil {
		return x.Secret
	}
	return ""
}

func (x *Order) GetTotal() int64 {
	if x != nil {
		return x.Total
	}
	return 0
}

func (x *Order) GetCount() int64 {
	if x != nil {
		return x.Count
	}
	return 0
}

func (x *Order) GetLimit() int64 {
	if x != nil {
		return x.Limit
	}
	return 0
}

func (x *Order) GetPercent() int32 {
	if x != nil && x.Percent != nil {
		return *x.Percent
	}
	return 0
}

// Item is a message of the sample.
type Item struct {
	Sku      string
	Quantity int64
	Price    int64
}

func (x *Item) GetSku() string {
	if x != nil {
		return x.Sku
	}
	return ""
}

func (x *Item) GetQuantity() int64 {
	if x != nil {
		return x.Quantity
	}
	return 0
}

func (x *Item) GetPrice() int64 {
	if x != nil {
		return x.Price
	}
	return 0
}
