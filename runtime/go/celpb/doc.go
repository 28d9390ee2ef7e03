// Package celpb converts between messages of protobuf and values of package
// cel, and compares messages as CEL does.
package celpb
