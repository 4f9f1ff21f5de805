internal import Athanor

/// The facts about a revision, in lines.
struct RevisionFacts {
    private let entry: RevisionEntry
    private let marks: RevisionMarks

    init(_ entry: RevisionEntry, marks: RevisionMarks) {
        self.entry = entry
        self.marks = marks
    }

    /// Its place in the graph, its file and its message.
    func lines(for output: TextOutput) -> [String] {
        let node = entry.node
        var facts: [(name: String, value: String)] = [
            ("revision", marks.named(entry.id)),
            ("comes after", node.downRevisions.listed),
        ]
        let labels = marks.labels(entry.id)
        if !labels.isEmpty { facts.append(("branch labels", labels)) }
        if !node.dependsOn.isEmpty { facts.append(("depends on", node.dependsOn.joined(separator: ", "))) }
        if let date = node.createDate { facts.append(("created", date.description)) }
        facts.append(("file", entry.path))
        let width = facts.map(\.name.displayWidth).max() ?? 0
        let message = entry.message.split(separator: "\n", omittingEmptySubsequences: false)
            .map { "    \(String($0).onOneLine)" }
        return facts.map { output.paint($0.name.padded(to: width), .dim) + "  " + $0.value.onOneLine }
            + (entry.message.isEmpty ? [] : [""] + message)
    }
}
