package validate

import "strings"

// selection has the paths of a mask as a tree.
//
// The mask and the violations may both come from a client, so a lookup for a
// violation must not scan the whole mask.
type selection struct {
	// children has the child of a node, by name.
	children map[step]node
	// whole is whether a node is selected with all its children. The first node
	// is the root.
	whole []bool
}

// step is the name of a field in the message of a node.
type step struct {
	node node
	name string
}

// node is a position in the tree of a mask: the index of a node that is not
// selected as a whole, or one of the constants.
type node int32

const (
	selected    node = -1
	notSelected node = -2
)

func newSelection(paths []string) *selection {
	s := &selection{children: map[step]node{}, whole: []bool{false}}
	for _, path := range paths {
		s.add(path)
	}
	return s
}

func (s *selection) add(path string) {
	at := node(0)
	if path == "*" {
		s.whole[at] = true
		return
	}
	for name := range strings.SplitSeq(path, ".") {
		next, found := s.children[step{at, name}]
		if !found {
			next = node(len(s.whole))
			s.children[step{at, name}] = next
			s.whole = append(s.whole, false)
		}
		at = next
	}
	s.whole[at] = true
}

// root returns the position of the validated message.
func (s *selection) root() node {
	return s.position(0)
}

// child returns the position of a field or oneof in the message at a position.
func (s *selection) child(at node, name string) node {
	if at < 0 {
		return at
	}
	next, found := s.children[step{at, name}]
	if !found {
		return notSelected
	}
	return s.position(next)
}

func (s *selection) position(at node) node {
	if s.whole[at] {
		return selected
	}
	return at
}
