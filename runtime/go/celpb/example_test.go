package celpb_test

import (
	"fmt"
	"math"

	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/rpcsmith/rpcsmith/runtime/go/celpb"
)

func ExampleEqual() {
	fmt.Println(celpb.Equal(wrapperspb.Double(1), wrapperspb.Double(1)))
	fmt.Println(celpb.Equal(wrapperspb.Double(math.NaN()), wrapperspb.Double(math.NaN())))
	fmt.Println(celpb.Equal(nil, wrapperspb.Double(0)))
	// Output:
	// true
	// false
	// true
}
