internal import Athanor

/// A history with its graph on the left and the facts about each revision on the right.
struct DrawnHistory {
    let listing: RevisionListing
    let isDetailed: Bool

    /// The drawing.
    /// - Parameter nodes: newest first.
    func text(_ nodes: [RevisionNode], for output: TextOutput) -> String {
        var drawn: [String] = []
        for line in GraphDrawing(nodes).lines {
            guard let id = line.revision else {
                drawn.append(line.text)
                continue
            }
            let texts = isDetailed ? details(id, for: output) : [summary(id, for: output)]
            drawn.append("\(line.text) \(texts.first ?? "")")
            for text in texts.dropFirst() {
                drawn.append(text.isEmpty ? line.below : "\(line.below.padded(to: line.text.utf8.count)) \(text)")
            }
        }
        return drawn.joined(separator: "\n")
    }

    private func summary(_ id: RevisionID, for output: TextOutput) -> String {
        let labels = listing.marks.labels(id)
        let marks = listing.marks.text(id)
        var parts = [output.paint(id.rawValue, .yellow)]
        if !labels.isEmpty { parts.append(labels.onOneLine) }
        if !marks.isEmpty { parts.append(marks) }
        if let entry = listing.history[id] {
            if !entry.node.dependsOn.isEmpty {
                parts.append("(depends on \(entry.node.dependsOn.joined(separator: ", ").onOneLine))")
            }
            parts.append(entry.title.onOneLine)
        }
        return parts.joined(separator: " ")
    }

    private func details(_ id: RevisionID, for output: TextOutput) -> [String] {
        guard let entry = listing.history[id] else { return [id.rawValue] }
        return RevisionFacts(entry, marks: listing.marks).lines(for: output) + [""]
    }
}
