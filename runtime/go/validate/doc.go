// Package validate has what generated validators need: the context of a
// validation, and the violations of a message.
//
// Generated code adds the methods Validate and CheckRules to each message that
// has rules, or that contains messages with rules:
//
//	if err := request.Validate(); err != nil {
//		var violations *validate.Error
//		if errors.As(err, &violations) {
//			for _, violation := range violations.Violations() {
//				log.Print(violation.FieldPath(), violation.Message())
//			}
//		}
//	}
//
// The code of a rule calls package cel for expressions, and package formats for
// formats of strings. It reports a violation to a [Context].
//
// The rules, and the paths, ids and messages of a [Violation], are those of
// [protovalidate].
//
// [protovalidate]: https://protovalidate.com
package validate
