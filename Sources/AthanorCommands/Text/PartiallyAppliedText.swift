internal import Athanor

/// A partially applied revision, for people: what happened, what is left, and what the user must do.
struct PartiallyAppliedText {
    let lines: [String]

    init(_ half: PartiallyApplied) {
        var lines = ["\(half.revision)  partially applied: its \(half.direction) was stopped \(half.progress)"]
        for (number, part) in (half.remaining ?? []).enumerated() {
            lines.append("    \(number == 0 ? "left:" : "     ") \(part)")
        }
        if half.remaining == nil {
            lines.append("    what is left is unknown: the revision was changed, or is not available")
        }
        if case .statement(_, .recoverable)? = half.begun {
            lines.append("    the next run finds out whether that statement took effect, or runs it again")
        }
        if half.unknownStatement != nil {
            lines.append("    whether that statement took effect is unknown: look at the database, then")
            let repairing = "athanor repair \(half.revision)"
            lines.append("    `\(repairing) --took-effect` or `\(repairing) --no-effect`")
        }
        self.lines = lines.map(\.onOneLine)
    }
}
