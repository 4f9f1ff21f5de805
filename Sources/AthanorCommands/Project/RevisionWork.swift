internal import Athanor

/// The work of a revision, in lines: its SQL as it was written, or its operations in a few words each.
struct RevisionWork {
    let entry: RevisionEntry
    let op: Operations?

    /// - Parameter op: the builder of operations for a Swift revision; `nil` without a database.
    init(_ entry: RevisionEntry, op: Operations?) {
        self.entry = entry
        self.op = op
    }

    /// Both directions, each under its name.
    func lines(for output: TextOutput) -> [String] {
        let (up, down) = directions
        func section(_ name: String, _ lines: [String]) -> [String] {
            [output.paint(name, .bold)]
                + (lines.isEmpty ? ["    (nothing)"] : lines.map { $0.isEmpty ? "" : "    \($0)" })
        }
        return section("upgrade", up) + [""] + section("downgrade", down)
    }

    private var directions: (up: [String], down: [String]) {
        switch entry.source {
        case .sql(let file):
            let down: [String] =
                switch file.downgrade {
                case .script(let script): Self.lines(of: script.text)
                case .irreversible(let reason): ["(cannot be undone: \(reason))"]
                }
            return (Self.lines(of: file.upgrade.text), down)
        case .swift:
            guard let op else { return (["(no database is linked in)"], ["(no database is linked in)"]) }
            func lines(_ direction: RevisionStep.Direction) -> [String] {
                do {
                    return try entry.operations(direction, op).map(\.summary.onOneLine)
                } catch {
                    let explanation = Explanation(of: error)
                    return ["(cannot be shown: \(explanation.message))", explanation.advice].compactMap(\.?.onOneLine)
                }
            }
            return (lines(.upgrade), lines(.downgrade))
        case .uncompiledSwift(let file):
            let note = "(\(file.typeName) in Swift: this executable was built without it)"
            return ([note], [note])
        }
    }

    /// The lines of a text, without the empty ones before and after it.
    private static func lines(of text: String) -> [String] {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
            String($0).forTerminal
        }[...]
        while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return Array(lines)
    }
}
