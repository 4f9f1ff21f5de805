internal import Athanor

/// A plan of refreshes for people: a line for each view, and below it its warnings and remedies.
struct RefreshPlanText {
    let lines: [String]

    /// - Parameter isDetailed: whether to include the SQL.
    init(_ plan: RefreshPlan, isDetailed: Bool, output: TextOutput) {
        let numbers = Dictionary(plan.views.enumerated().map { ($1.view, $0 + 1) }) { first, _ in first }
        var table = Table([
            ("", .right), ("view", .left), ("how", .left), ("expected", .right), ("after", .left), ("why", .left),
        ])
        for (index, view) in plan.views.enumerated() {
            table.add([
                "\(index + 1)", view.view.description, view.strategy.name,
                view.expected.map { "about \($0.displayText)" } ?? "not known",
                view.after.compactMap { numbers[$0] }.sorted().map(String.init).joined(separator: ", "),
                view.strategy.reason,
            ])
        }
        let rows = table.lines(for: output)
        let margin = String(repeating: " ", count: "\(plan.views.count)".count + 2)
        var lines = Array(rows.prefix(1))
        for (row, view) in zip(rows.dropFirst(), plan.views) {
            lines.append(row)
            lines += Self.details(of: view, isDetailed: isDetailed, output: output).map { margin + $0 }
        }
        lines += ["", Self.closing(plan)]
        self.lines = lines
    }

    private static func details(of view: ViewRefreshPlan, isDetailed: Bool, output: TextOutput) -> [String] {
        var lines = view.warnings.map { output.paint("warning:", .yellow) + " " + $0.description.onOneLine }
        if case .refused(let refusal) = view.strategy { lines += refusal.remedyLines }
        guard isDetailed else { return lines }
        return lines
            + view.statements.flatMap { statement in
                "\(statement.text);".split(separator: "\n", omittingEmptySubsequences: false).map {
                    String($0).onOneLine
                }
            }
    }

    private static func closing(_ plan: RefreshPlan) -> String {
        let refused = plan.views.filter(\.strategy.isRefused).count
        let count = plan.views.count - refused
        var text = count == 1 ? "1 view would be refreshed" : "\(count) views would be refreshed"
        if refused > 0 { text += ", \(refused) refused" }
        return "\(text). Nothing was run."
    }
}

extension RefreshRefusal {
    /// The statement that makes the refresh possible, on separate lines so that it can be copied.
    var remedyLines: [String] {
        guard !remedy.isEmpty else { return [] }
        let statement = remedy.hasSuffix(";") ? remedy : "\(remedy);"
        return ["This makes it possible:"]
            + statement.split(separator: "\n", omittingEmptySubsequences: false).map { "    \(String($0).onOneLine)" }
            + (note.map { [$0.onOneLine] } ?? [])
    }
}

extension RefreshStrategy {
    var isRefused: Bool {
        if case .refused = self { true } else { false }
    }

    /// The strategy and its reason, to follow the view's name.
    var headline: String {
        switch self {
        case .concurrently: "refreshing concurrently, \(reason)"
        case .plain: "refreshing plainly, not concurrently: \(reason)"
        case .isolated: "refreshing \(reason)"
        case .refused: "not refreshed: \(reason)"
        }
    }
}
