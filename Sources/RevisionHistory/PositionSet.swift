/// A set of positions in ``RevisionGraph/nodes``. It is dense, because most queries reach a large part of the graph.
struct PositionSet {
    private var flags: [Bool]

    init(universe: Int) {
        flags = Array(repeating: false, count: universe)
    }

    var isEmpty: Bool { !flags.contains(true) }

    func contains(_ position: Int) -> Bool {
        flags[position]
    }

    /// Adds a position; returns whether it is new to the set.
    @discardableResult
    mutating func insert(_ position: Int) -> Bool {
        guard !flags[position] else { return false }
        flags[position] = true
        return true
    }

    mutating func remove(_ position: Int) {
        flags[position] = false
    }

    mutating func formUnion(_ other: PositionSet) {
        for position in other.ascending { insert(position) }
    }

    /// The positions in ascending order: the order in which revisions can run.
    var ascending: some Sequence<Int> {
        flags.indices.lazy.filter { flags[$0] }
    }

    /// The positions in descending order: the order in which revisions can be undone.
    var descending: some Sequence<Int> {
        flags.indices.reversed().lazy.filter { flags[$0] }
    }
}
