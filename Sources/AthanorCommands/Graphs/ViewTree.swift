internal import Athanor

/// The dependencies of views as a tree of text: below each relation, the relations that read it.
///
/// A reader of several relations appears below each of them. Its own readers are only written the first time; later
/// it has the mark `(above)`.
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
    ///   - beginning: the text before the relation.
    ///   - below: the text before its readers.
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
