// Package formats has the formats of strings in rules: email addresses, host
// names, IP addresses, URIs and IDs.
//
// Each function reads the bytes of the text once, and allocates nothing.
package formats
