//! The strongly connected components of a graph, by Tarjan's algorithm.
//!
//! Source: R. Tarjan, "Depth-first search and linear graph algorithms", 1972.

/// The groups of nodes that reach each other. A group follows all groups that it reaches. `edges` has the targets of each node,
/// which must be nodes.
pub fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search {
        edges,
        entered: 0,
        states: vec![State::New; edges.len()],
        open: Vec::new(),
        components: Vec::new(),
    };
    for root in 0..edges.len() {
        if search.states[root] == State::New {
            search.explore(root);
        }
    }
    search.components
}

/// What the search knows about a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    /// It reaches the open node that was entered at this time, and none that was entered earlier.
    Open(usize),
    /// It has a component.
    Done,
}

struct Search<'g> {
    edges: &'g [Vec<usize>],
    /// The number of entered nodes.
    entered: usize,
    states: Vec<State>,
    /// Entered nodes without a component.
    open: Vec<usize>,
    components: Vec<Vec<usize>>,
}

/// A node on the path of the search.
struct Step {
    node: usize,
    /// When it was entered.
    time: usize,
    /// The number of its edges that were followed.
    followed: usize,
}

impl Search<'_> {
    /// Visits all new nodes that a new node reaches. An explicit stack, because paths can be long.
    fn explore(&mut self, root: usize) {
        let mut path = vec![self.enter(root)];
        while let Some(step) = path.last_mut() {
            let node = step.node;
            if let Some(&target) = self.edges[node].get(step.followed) {
                step.followed += 1;
                if self.states[target] == State::New {
                    path.push(self.enter(target));
                } else {
                    self.reaches(node, target);
                }
                continue;
            }
            if self.states[node] == State::Open(step.time) {
                self.close(node);
            }
            path.pop();
            if let Some(parent) = path.last() {
                self.reaches(parent.node, node);
            }
        }
    }

    fn enter(&mut self, node: usize) -> Step {
        let time = self.entered;
        self.entered += 1;
        self.states[node] = State::Open(time);
        self.open.push(node);
        Step {
            node,
            time,
            followed: 0,
        }
    }

    /// An open node reaches what an open target reaches.
    fn reaches(&mut self, node: usize, target: usize) {
        if let (State::Open(known), State::Open(other)) = (self.states[node], self.states[target]) {
            self.states[node] = State::Open(known.min(other));
        }
    }

    /// Makes a component of a node and the open nodes that were entered after it.
    fn close(&mut self, node: usize) {
        let start = self.open.iter().rposition(|open| *open == node);
        let component = self.open.split_off(start.unwrap_or_default());
        for member in &component {
            self.states[*member] = State::Done;
        }
        self.components.push(component);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::components;

    /// The components of edges between the nodes from 0 to 9, each sorted.
    fn of(edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
        let mut targets = vec![Vec::new(); 10];
        for (from, to) in edges {
            targets[*from].push(*to);
        }
        let mut components = components(&targets);
        for component in &mut components {
            component.sort_unstable();
        }
        components
    }

    #[test]
    fn nodes_that_reach_each_other_are_together() {
        let two_cycles = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3), (5, 5)];
        let found = of(&two_cycles);
        let longer: Vec<_> = found
            .iter()
            .filter(|component| component.len() > 1)
            .collect();
        assert_eq!(longer, [&vec![3, 4], &vec![0, 1, 2]]);
        assert_eq!(found.len(), 7);
        // An edge back to the middle of the path, and one to a node with a component.
        assert_eq!(
            of(&[(0, 1), (1, 2), (2, 1), (0, 3), (3, 2), (3, 0)])[..2],
            [vec![1, 2], vec![0, 3]]
        );
        assert!(components(&[]).is_empty());
    }

    /// The nodes that a node reaches, itself included.
    fn reached(edges: &[(usize, usize)], start: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::from([start]);
        // A path visits each of the nodes at most once.
        for _ in 0..10 {
            let next = edges.iter().filter(|(from, _)| reached.contains(from));
            let next: Vec<_> = next.map(|(_, to)| *to).collect();
            reached.extend(next);
        }
        reached
    }

    /// Compares with the definition, and checks the order, for many small graphs.
    #[test]
    fn components_are_those_of_the_definition() {
        let mut seed: u64 = 1;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            ((seed >> 33) % below) as usize
        };
        for _ in 0..2000 {
            let count = random(20);
            let edges: Vec<_> = (0..count).map(|_| (random(10), random(10))).collect();
            let reached: Vec<_> = (0..10).map(|node| reached(&edges, node)).collect();
            let found = of(&edges);
            let place = |node: usize| found.iter().position(|group| group.contains(&node));
            for (from, reached_by_from) in reached.iter().enumerate() {
                for (to, reached_by_to) in reached.iter().enumerate() {
                    let both = reached_by_from.contains(&to) && reached_by_to.contains(&from);
                    assert_eq!(place(from) == place(to), both, "{edges:?}");
                    // A group follows those that it reaches.
                    let follows = place(to) <= place(from);
                    assert!(follows || !reached_by_from.contains(&to), "{edges:?}");
                }
            }
        }
    }

    /// The depth of the search does not depend on the stack.
    #[test]
    fn long_paths_need_no_stack() {
        let count = 1_000_000;
        let mut edges: Vec<_> = (1..=count).map(|next| vec![next % count]).collect();
        assert_eq!(components(&edges).len(), 1);
        edges[count - 1].clear();
        assert_eq!(components(&edges).len(), count);
    }
}
