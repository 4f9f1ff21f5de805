import TestSupport

/// A judgement for people: a line for each direction that is not identical, with its cause.
struct JudgementText {
    private let judgement: PairJudgement
    private let showsSQL: Bool

    /// The most lines of causes that are shown.
    private static let mostCauses = 6

    init(_ judgement: PairJudgement, showsSQL: Bool) {
        self.judgement = judgement
        self.showsSQL = showsSQL
    }

    /// The lines; none if all is identical and no SQL is wanted.
    var lines: [String] {
        if let notMade = judgement.notMade { return ["not counted  \(judgement.pair.id): \(Self.onOneLine(notMade))"] }
        return judgement.directions.flatMap(lines(of:))
    }

    private func lines(of direction: DirectionJudgement) -> [String] {
        let title = "\(direction.direction.rawValue)  \(judgement.pair.id)"
        var lines: [String] = []
        if direction.outcome != .identical {
            lines.append("\(direction.outcome.rawValue)  \(title): \(Self.onOneLine(direction.causes.first ?? ""))")
            lines += direction.causes.dropFirst().prefix(Self.mostCauses - 1).map { "    \(Self.onOneLine($0))" }
            let more = direction.causes.count - Self.mostCauses
            if more > 0 { lines.append("    … (\(more) more)") }
        } else if direction.isNotSilent {
            lines.append("not silent  \(title): \(Self.onOneLine(direction.remainder?.first ?? ""))")
        } else if showsSQL {
            lines.append("identical  \(title)")
        }
        if direction.isMissed { lines.append("    Athanor does not see the difference.") }
        if showsSQL { lines += direction.statements.flatMap(Self.lines(of:)) }
        return lines
    }

    /// The SQL, with the hazards in front.
    private static func lines(of statement: DirectionJudgement.Statement) -> [String] {
        let hazards = statement.hazards.map(\.rawValue).joined(separator: ", ")
        let sql = "\(statement.sql);".split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        return (hazards.isEmpty ? [] : ["    -- \(hazards)"]) + sql
    }

    private static func onOneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { String($0) }.joined(separator: " ⏎ ")
    }
}
