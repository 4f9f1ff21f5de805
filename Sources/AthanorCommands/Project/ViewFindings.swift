internal import Athanor

/// The comparison of a database's views with what the revisions made.
struct ViewFindings {
    /// The views whose definition was changed since.
    private let differing: [QualifiedName]
    /// The views that do not exist, though no revision dropped them.
    private let missing: [MissingView]
    /// The views that cannot be compared, and why.
    private let unknown: [(view: QualifiedName, reason: String)]
    private let unchanged: Int
    /// The views that are older than their freshness targets.
    private let stale: [ViewFreshness]

    init(_ inspection: ViewInspection) {
        let views = inspection.views
        missing = inspection.missing
        differing = views.map(\.view).filter { $0.origin == .differs }.map(\.name)
        unknown = views.compactMap { view in
            if case .unknown(let reason) = view.view.origin { (view.view.name, reason) } else { nil }
        }
        stale = views.compactMap(\.freshness).filter(\.isStale)
        unchanged = views.count { $0.view.origin == .sameAsRevisions }
    }

    /// Whether all views that could be compared are as the revisions made them, and as fresh as their targets say.
    var isClean: Bool { differing.isEmpty && missing.isEmpty && stale.isEmpty }

    /// Whether there is nothing to report, unless the user asks for views.
    var isUneventful: Bool { isClean && unknown.isEmpty }

    /// A line for each view with a finding; of many, only the first ones.
    func table(for output: TextOutput) -> [String] {
        var table = Table(alignments: [.left, .left, .left])
        let (shown, rest) = differing.map(\.description).split(at: 20)
        for view in shown { table.add(["differs", view, "its definition was changed since the revisions made it"]) }
        if !rest.isEmpty { table.add(["differs", "and \(rest.count) more", ""]) }
        for view in missing.prefix(20) {
            table.add([
                "missing", view.name.description,
                view.presentName.map { "it was renamed to \($0) since the revisions made it" }
                    ?? "it was dropped or renamed since the revisions made it",
            ])
        }
        if missing.count > 20 { table.add(["missing", "and \(missing.count - 20) more", ""]) }
        let most = 20
        for view in stale.prefix(most) { table.add(["stale", view.view.description, view.staleSentence]) }
        if stale.count > most { table.add(["stale", "and \(stale.count - most) more", ""]) }
        return table.lines(for: output)
    }

    /// How many views were compared, and why others could not be; empty if no revision made a view.
    var summary: [String] {
        var lines: [String] = []
        if unchanged > 0 {
            lines.append(
                unchanged == 1
                    ? "1 view is as the revisions made it." : "\(unchanged) views are as the revisions made them.")
        }
        if let first = unknown.first {
            lines.append(
                "\(unknown.count) \(unknown.count == 1 ? "view" : "views") cannot be compared; "
                    + "\(first.view): \(first.reason)."
            )
        }
        return lines
    }

    /// The errors for the findings, with advice.
    var explanations: [Explanation] {
        (differing.isEmpty && missing.isEmpty ? [] : [ofDiffering]) + (stale.isEmpty ? [] : [ofStale])
    }

    private var ofStale: Explanation {
        Explanation(
            stale.count == 1
                ? "a view is older than its freshness target"
                : "\(stale.count) views are older than their freshness targets",
            advice:
                "Run `athanor refresh --stale`, and have the views refreshed in time, for example by `athanor serve`.")
    }

    private var ofDiffering: Explanation {
        let count = differing.count + missing.count
        return Explanation(
            count == 1
                ? "a view is not as the revisions made it" : "\(count) views are not as the revisions made them",
            advice: differing.first.map {
                "`athanor views show \($0)` shows its present definition. Write a new revision with that definition, "
                    + "or one that restores the old one."
            }
                ?? "Create it again as the revisions did, or write a new revision: `DROP … IF EXISTS`, then the new "
                + "definition.")
    }

    var document: Document {
        Document(
            unchanged: unchanged, differing: differing.map(\.description),
            missing: missing.map {
                Document.Missing(view: $0.name.description, presentName: $0.presentName?.description)
            },
            unknown: unknown.map { Document.Unknown(view: $0.view.description, reason: $0.reason) },
            stale: stale.map {
                Document.Stale(view: "\($0.view)", ageMs: $0.age?.milliseconds, target: $0.target.text ?? "")
            })
    }

    /// The findings, as JSON.
    struct Document: Encodable {
        struct Unknown: Encodable {
            let view: String
            let reason: String
        }

        struct Missing: Encodable {
            let view: String
            /// Absent if no other name of the view is known.
            let presentName: String?
        }

        struct Stale: Encodable {
            let view: String
            let ageMs: Int64?
            let target: String
        }

        let unchanged: Int
        let differing: [String]
        let missing: [Missing]
        let unknown: [Unknown]
        let stale: [Stale]
    }
}
