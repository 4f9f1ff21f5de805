internal import Athanor

/// What reads what, as a tree of text: under each relation what reads it.
///
/// What reads several stands under each of them; what reads it in turn is only written the first time, and `(above)` says
/// so afterwards.
struct ViewTree {
    /// The lines, from the top.
    private(set) var lines: [String] = []
    private let graph: ViewDependencyGraph
    private var written: Set<ViewRelation> = []

    init(_ graph: ViewDependencyGraph) {
        self.graph = graph
        for root in graph.relations where graph.sources(of: root).isEmpty {
            write(root, beginning: "", below: "")
        }
    }

    /// - Parameters:
    ///   - beginning: what stands before the relation.
    ///   - below: what stands before what reads it.
    private mutating func write(_ relation: ViewRelation, beginning: String, below: String) {
        let readers = graph.readers(of: relation)
        let isWritten = !written.insert(relation).inserted && !readers.isEmpty
        lines.append(
            "\(beginning)\(relation.name.description.onOneLine)  (\(relation.kind.rawValue))\(isWritten ? " (above)" : "")"
        )
        guard !isWritten else { return }
        for (index, reader) in readers.enumerated() {
            let isLast = index == readers.count - 1
            write(reader, beginning: below + (isLast ? "`- " : "|- "), below: below + (isLast ? "   " : "|  "))
        }
    }
}
