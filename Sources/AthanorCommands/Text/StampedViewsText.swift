internal import Athanor

/// What a stamp recorded for views, in lines for people.
struct StampedViewsText {
    /// A line for each view, and one for work that cannot be known.
    let lines: [String]

    init(_ stamped: StampedViews) {
        lines =
            stamped.views.map { "view \($0.view): \(Self.sentence($0))".onOneLine }
            + stamped.unknown.map {
                "revision \($0.revision): what it does to views cannot be known without running it: \($0.work)"
                    .onOneLine
            }
    }

    private static func sentence(_ view: StampedView) -> String {
        let target = view.target.map { "; refresh \($0) is recorded" } ?? ""
        return switch view.finding {
        case .sameAsRevision: "recorded as revision \(view.revision) makes it\(target)"
        case .differs: "its definition is not the one that revision \(view.revision) gives it\(target)"
        case .notCompared(let reason):
            "its definition was not compared with revision \(view.revision): \(reason)\(target)"
        case .missing(let reason): "\(reason); nothing is recorded for it (named by revision \(view.revision))"
        case .forgotten: "its record is removed: revision \(view.revision) is not applied any more"
        }
    }
}

/// What a stamp recorded for a view, as JSON.
struct StampedViewDocument: Encodable {
    private let view: String
    private let revision: String
    private let finding: String
    private let reason: String?
    private let target: String?

    init(_ stamped: StampedView) {
        view = stamped.view.description
        revision = stamped.revision.rawValue
        target = stamped.target?.description
        (finding, reason) =
            switch stamped.finding {
            case .sameAsRevision: ("same", nil)
            case .differs: ("differs", nil)
            case .notCompared(let reason): ("not_compared", reason)
            case .missing(let reason): ("missing", reason)
            case .forgotten: ("forgotten", nil)
            }
    }
}

/// Work of a stamped revision whose effect on views is not known, as JSON.
struct UnknownViewWorkDocument: Encodable {
    private let revision: String
    private let work: String

    init(_ unknown: UnknownViewWork) {
        revision = unknown.revision.rawValue
        work = unknown.work
    }
}
