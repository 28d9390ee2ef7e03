package formats_test

import (
	"fmt"

	"github.com/rpcsmith/rpcsmith/runtime/go/formats"
)

func ExampleIsEmail() {
	fmt.Println(formats.IsEmail("ada@example.com"))
	fmt.Println(formats.IsEmail("Ada <ada@example.com>"))
	// Output:
	// true
	// false
}

func ExampleIsHostname() {
	fmt.Println(formats.IsHostname("example.com"))
	fmt.Println(formats.IsHostname("-example.com"))
	fmt.Println(formats.IsHostname("127.0.0.1"))
	// Output:
	// true
	// false
	// false
}

func ExampleIsHostAndPort() {
	fmt.Println(formats.IsHostAndPort("example.com:8080", true))
	fmt.Println(formats.IsHostAndPort("[::1]", false))
	fmt.Println(formats.IsHostAndPort("example.com", true))
	// Output:
	// true
	// true
	// false
}

func ExampleIsIpVersion() {
	fmt.Println(formats.IsIpVersion("127.0.0.1", 4))
	fmt.Println(formats.IsIpVersion("fe80::a%en1", 6))
	fmt.Println(formats.IsIpVersion("::1", 4))
	// Output:
	// true
	// true
	// false
}

func ExampleIsIpPrefixVersionStrict() {
	fmt.Println(formats.IsIpPrefixVersionStrict("10.1.2.3/8", 0, false))
	fmt.Println(formats.IsIpPrefixVersionStrict("10.1.2.3/8", 0, true))
	fmt.Println(formats.IsIpPrefixVersionStrict("fd00::/8", 6, true))
	// Output:
	// true
	// false
	// true
}

func ExampleIsUri() {
	fmt.Println(formats.IsUri("https://example.com/a?b=c#d"))
	fmt.Println(formats.IsUri("./a"))
	// Output:
	// true
	// false
}

func ExampleIsUriRef() {
	fmt.Println(formats.IsUriRef("./a?b=c"))
	fmt.Println(formats.IsUriRef("a b"))
	// Output:
	// true
	// false
}

func ExampleIsUuid() {
	fmt.Println(formats.IsUuid("8400e29b-41d4-a716-4466-554400000000"))
	fmt.Println(formats.IsUuid("8400e29b41d4a7164466554400000000"))
	// Output:
	// true
	// false
}

func ExampleIsUlid() {
	fmt.Println(formats.IsUlid("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
	// Output: true
}
