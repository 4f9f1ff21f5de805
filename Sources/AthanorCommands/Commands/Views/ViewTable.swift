internal import Athanor

/// Views in a table that fits a hundred columns, unless their names are long.
struct ViewTable {
    private let views: [InspectedView]

    init(_ views: [InspectedView]) {
        self.views = views
    }

    private static let width = 100
    private static let keyColumn = 4
    private static let shortestKey = 12

    func lines(for output: TextOutput) -> [String] {
        let header = ["view", "kind", "rows", "size", "unique key", "hash", "origin", "readers"]
        var rows = views.map(Self.cells)
        // The key gives way where a row would be too long: `views show` has it in full.
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].onOneLine.displayWidth }.max() ?? 0
        }
        let others = widths.enumerated().filter { $0.offset != Self.keyColumn }.map { $0.element + 2 }.reduce(0, +)
        let left = max(Self.shortestKey, Self.width - others)
        for row in rows.indices { rows[row][Self.keyColumn] = rows[row][Self.keyColumn].onOneLine.cut(to: left) }
        let alignments: [Table.Alignment] = [.left, .left, .right, .right, .left, .left, .left, .right]
        var table = Table(Array(zip(header, alignments)).map { (name: $0, alignment: $1) })
        for row in rows { table.add(row) }
        return table.lines(for: output)
    }

    private static func cells(_ inspected: InspectedView) -> [String] {
        let view = inspected.view
        let materialized = view.materialized
        return [
            view.name.description, materialized == nil ? "view" : "materialized",
            materialized.map { $0.isPopulated ? $0.rows.displayText : "no data" } ?? "–",
            materialized?.sizeInBytes.map { ByteCount(bytes: $0).displayText } ?? "–",
            materialized?.keyText ?? "–", view.fingerprint?.short ?? "–", view.origin.word,
            "\(inspected.readers.count)",
        ]
    }
}

extension MaterializedView {
    /// The columns of the key in few words, with `!` after those that have NULL, or why there is none.
    fileprivate var keyText: String {
        switch uniqueKey {
        case .usable(_, let columns):
            let known = columns.map { nullableKeyColumns.contains($0) ? "\($0)!" : $0 }
            // Another usable index takes part in a concurrent refresh too.
            let others = nullableKeyColumns.filter { !columns.contains($0) }.map { "\($0)!" }
            return known.joined(separator: ", ") + (others.isEmpty ? "" : " + \(others.joined(separator: ", "))")
        case .missing(let unusable):
            var words: [String] = []
            for word in unusable.map({ "\($0.reason)" }) where !words.contains(word) { words.append(word) }
            return words.isEmpty ? "none" : "none: \(words.joined(separator: ", "))"
        }
    }
}

extension DefinitionOrigin {
    /// The answer in a word for tables.
    var word: String {
        switch self {
        case .sameAsRevisions: "same"
        case .differs: "differs"
        case .notByRevision: "none"
        case .unknown: "unknown"
        }
    }

    /// The answer as a sentence without its subject and stop.
    var sentence: String {
        switch self {
        case .sameAsRevisions: "as the revisions made it"
        case .differs: "differs from what the revisions made"
        case .notByRevision: "not by a revision, so far as Athanor's record goes"
        case .unknown(let reason): "whether it is what the revisions made is unknown: \(reason)"
        }
    }
}
