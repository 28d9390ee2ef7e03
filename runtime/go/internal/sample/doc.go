// Package sample has validators in the style of generated code, to test and
// measure the runtime. The messages are structs with the getters that
// protoc-gen-go generates.
package sample
