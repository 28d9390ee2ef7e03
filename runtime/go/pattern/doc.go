// Package pattern matches texts with regular expressions in the syntax of RE2.
//
// A [Matcher] replaces a simple pattern with a few loops over the bytes of a
// text. A [Regexp] is any other pattern of a schema.
package pattern
