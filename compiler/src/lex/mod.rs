//! Splits a source into tokens and comments.
