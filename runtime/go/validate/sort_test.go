package validate_test

import (
	"fmt"
	"testing"

	"github.com/rpcsmith/rpcsmith/runtime/go/validate"
)

var (
	outerField = validate.Field{Number: 1, Name: "outer", Kind: validate.KindMessage, MapKey: validate.KindUint64, MapValue: validate.KindMessage}
	innerField = validate.Field{Number: 1, Name: "inner", Kind: validate.KindMessage, MapKey: validate.KindBool, MapValue: validate.KindMessage}
)

// Nested maps, with other violations before, between and after their entries.
func TestOnlyTheEntriesOfTheLoopAreSorted(t *testing.T) {
	inner := map[bool][2]string{true: {"y", "b"}, false: {"x", "c"}}
	checkInner := func(c *validate.Context) {
		c.Violate(validate.Oneof("z"), &plainRule)
		mark := c.Mark()
		for key, names := range inner {
			within(c, innerField.Value(validate.BoolKey(key)), &innerField, func() {
				for _, name := range names {
					c.Violate(validate.Oneof(name), &plainRule)
				}
			})
		}
		c.Sort(mark)
		c.Violate(validate.Oneof("a"), &plainRule)
	}
	for _, count := range []uint64{0, 1, 2, 40} {
		outer := map[uint64]bool{}
		want := []string{"zzz"}
		for key := range count {
			outer[key] = true
			for _, path := range []string{"z", "inner[false].x", "inner[false].c", "inner[true].y", "inner[true].b", "a"} {
				want = append(want, fmt.Sprintf("outer[%d].%s", key, path))
			}
		}
		err := validate.Check(checkFunc(func(c *validate.Context) {
			c.Violate(validate.Oneof("zzz"), &plainRule)
			mark := c.Mark()
			for key := range outer {
				within(c, outerField.Value(validate.UintKey(key)), &outerField, func() { checkInner(c) })
			}
			c.Sort(mark)
			c.Violate(validate.Oneof("aaa"), &plainRule)
		}))
		same(t, paths(err), append(want, "aaa"))
	}
}

// Violations that are not all in entries of one map keep their order.
func TestOtherViolationsAreNotSorted(t *testing.T) {
	err := validate.Check(checkFunc(func(c *validate.Context) {
		mark := c.Mark()
		c.Violate(outerField.Value(validate.UintKey(2)), &plainRule)
		c.Violate(innerField.Value(validate.BoolKey(false)), &plainRule)
		c.Violate(outerField.Value(validate.UintKey(1)), &plainRule)
		c.Sort(mark)
		mark = c.Mark()
		c.Violate(itemsField.Item(1), &plainRule)
		c.Violate(itemsField.Item(0), &plainRule)
		c.Sort(mark)
		mark = c.Mark()
		c.Violate(validate.Here, &plainRule)
		c.Sort(mark)
		c.Sort(c.Mark())
	}))
	same(t, paths(err), []string{"outer[2]", "inner[false]", "outer[1]", "items[1]", "items[0]", ""})
}

func TestKeysOfEachTypeAreSorted(t *testing.T) {
	field := validate.Field{Number: 1, Name: "m", MapKey: validate.KindInt64, MapValue: validate.KindBool, Kind: validate.KindMessage}
	order := func(keys ...validate.Subscript) []string {
		return paths(validate.Check(checkFunc(func(c *validate.Context) {
			mark := c.Mark()
			for _, key := range keys {
				c.Violate(field.Key(key), &plainRule)
			}
			c.Sort(mark)
		})))
	}
	same(t, order(validate.IntKey(5), validate.IntKey(-1<<63), validate.IntKey(-1)), []string{"m[-9223372036854775808]", "m[-1]", "m[5]"})
	same(t, order(validate.UintKey(1<<63), validate.UintKey(1)), []string{"m[1]", "m[9223372036854775808]"})
	same(t, order(validate.StringKey("😀"), validate.StringKey("\uffff"), validate.StringKey("a")), []string{`m["a"]`, `m["\u{ffff}"]`, `m["😀"]`})
}
