internal import Athanor

/// Views in a table that fits a terminal. If it is too wide, the least important columns are left out, then keys and
/// names are shortened. Findings stay: differing definitions, stale views and failed refreshes.
struct ViewTable {
    /// A column with a cell for each view.
    private struct Column {
        let name: String
        var alignment = Table.Alignment.left
        /// The order in which columns are left out: the highest first, 0 never.
        var leftOut = 0
        /// Whether it is shown even if it has no value for any view.
        var isConstant = true
        var cells: [String]

        var width: Int { ([name] + cells).map(\.displayWidth).max() ?? 0 }
        var saysSomething: Bool { isConstant || cells.contains { !["", "–"].contains($0) } }
    }

    private static let name = "view"
    private static let key = "unique key"
    private static let target = "target"
    /// Longer keys are cut to this first. They are cut further only if leaving out columns was not enough.
    private static let longestKey = 24
    private static let shortestKey = 12
    /// The minimum for a target: it may name a view after `after`, and `stale` is at its end.
    private static let shortestTarget = 24
    /// The minimum for a name. A cut name keeps its beginning and its end, and is longer if two would look alike.
    private static let shortestName = 20

    private let columns: [Column]
    private let count: Int

    /// - Parameter width: the width of the terminal in columns; `nil` for no limit, since programs read the lines.
    init(_ views: [InspectedView], width: Int?) {
        func cells(_ text: (InspectedView) -> String) -> [String] { views.map { text($0).onOneLine } }
        func materialized(_ text: (MaterializedView) -> String?) -> [String] {
            cells { $0.view.materialized.flatMap(text) ?? "–" }
        }
        func freshness(_ text: (ViewFreshness) -> String?) -> [String] { cells { $0.freshness.flatMap(text) ?? "–" } }
        count = views.count
        let differs = views.contains { $0.view.origin == .differs }
        let all = [
            Column(name: Self.name, cells: cells(\.view.name.description)),
            Column(
                name: "kind", leftOut: 4, cells: cells { $0.view.materialized == nil ? "view" : "materialized" }),
            Column(
                name: "rows", alignment: .right,
                cells: materialized { $0.isPopulated ? $0.rows.displayText : "no data" }),
            Column(
                name: "size", alignment: .right, leftOut: 2,
                cells: materialized { $0.sizeInBytes.map { ByteCount(bytes: $0).displayText } }),
            Column(name: Self.key, cells: materialized(\.keyText)),
            Column(name: "refreshed", alignment: .right, isConstant: false, cells: freshness(\.ageText)),
            Column(
                name: "takes", alignment: .right, leftOut: 3, isConstant: false,
                cells: freshness { $0.history?.typicalDuration?.displayText }),
            Column(name: Self.target, isConstant: false, cells: freshness { $0.targetText }),
            Column(name: "note", isConstant: false, cells: cells { $0.freshness?.noteText ?? "" }),
            Column(name: "hash", leftOut: 6, cells: cells { $0.view.fingerprint?.short ?? "–" }),
            Column(name: "origin", leftOut: differs ? 0 : 1, cells: cells(\.view.origin.word)),
            Column(name: "readers", alignment: .right, leftOut: 5, cells: cells { "\($0.readers.count)" }),
        ].filter(\.saysSomething)
        columns = width.map { Self.fitting(all, width: $0) } ?? all
    }

    private static func fitting(_ columns: [Column], width: Int) -> [Column] {
        var columns = columns
        func excess() -> Int { columns.map { $0.width + 2 }.reduce(-2, +) - width }
        // `views show` has them in full.
        func cutKeys(to room: Int) {
            guard excess() > 0, let index = columns.firstIndex(where: { $0.name == key }) else { return }
            columns[index].cells = columns[index].cells.map { $0.cut(to: room) }
        }
        func cutNames() {
            guard excess() > 0, let index = columns.firstIndex(where: { $0.name == name }) else { return }
            let names = columns[index].cells
            var room = max(shortestName, columns[index].width - excess())
            while Set(names.map { $0.cutInside(to: room) }).count < Set(names).count { room += 1 }
            columns[index].cells = names.map { $0.cutInside(to: room) }
        }
        func cutTargets() {
            guard excess() > 0, let index = columns.firstIndex(where: { $0.name == target }) else { return }
            let room = max(shortestTarget, columns[index].width - excess())
            columns[index].cells = columns[index].cells.map { $0.cutInside(to: room) }
        }
        cutKeys(to: longestKey)
        while excess() > 0, let worst = columns.filter({ $0.leftOut > 0 }).max(by: { $0.leftOut < $1.leftOut }) {
            columns.removeAll { $0.name == worst.name }
        }
        let keys = columns.first { $0.name == key }?.width ?? 0
        cutKeys(to: max(shortestKey, keys - excess()))
        cutNames()
        cutTargets()
        return columns
    }

    func lines(for output: TextOutput) -> [String] {
        var table = Table(columns.map { (name: $0.name, alignment: $0.alignment) })
        for row in 0..<count { table.add(columns.map { $0.cells[row] }) }
        return table.lines(for: output)
    }
}

extension MaterializedView {
    /// The columns of the key in few words, with `!` after those that contain NULL, or why there is no key.
    fileprivate var keyText: String {
        switch uniqueKey {
        case .usable(_, let columns):
            let nullable = nullableKeyColumns.exact
            let known = columns.map { nullable.contains(ExactText($0)) ? "\($0)!" : $0 }
            // A concurrent refresh uses other usable indexes too.
            let others = nullableKeyColumns.filter { !columns.exact.contains(ExactText($0)) }.map { "\($0)!" }
            return known.joined(separator: ", ") + (others.isEmpty ? "" : " + \(others.joined(separator: ", "))")
        case .needless:
            return "none"
        case .missing(let unusable):
            var words: [String] = []
            for word in unusable.map({ "\($0.reason)" }) where !words.contains(word) { words.append(word) }
            return words.isEmpty ? "none" : "none: \(words.joined(separator: ", "))"
        }
    }
}

extension DefinitionOrigin {
    /// The origin in one word, for tables.
    var word: String {
        switch self {
        case .sameAsRevisions: "same"
        case .differs: "differs"
        case .notByRevision: "none"
        case .unknown: "unknown"
        }
    }

    /// The origin as a sentence without its subject and stop.
    var sentence: String {
        switch self {
        case .sameAsRevisions: "as the revisions made it"
        case .differs: "differs from what the revisions made"
        case .notByRevision: "not by a revision, as far as Athanor's records go"
        case .unknown(let reason): "whether it is what the revisions made is unknown: \(reason)"
        }
    }
}
