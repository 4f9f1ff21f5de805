import Athanor
import TestSupport

/// How many directions of pairs ended how.
struct Score {
    /// The numbers of one source.
    private struct Counts {
        var outcomes: [DirectionJudgement.Outcome: Int] = [:]
        /// The pairs of which a side could not be made. Both directions are missing.
        var notMade = 0

        var all: Int { outcomes.values.reduce(0, +) }

        subscript(outcome: DirectionJudgement.Outcome) -> Int { outcomes[outcome] ?? 0 }

        static func + (one: Counts, other: Counts) -> Counts {
            Counts(
                outcomes: one.outcomes.merging(other.outcomes, uniquingKeysWith: +),
                notMade: one.notMade + other.notMade)
        }
    }

    /// The part of the directions that must be identical.
    private static let required = 0.97

    private var sources: [String: Counts] = [:]
    private var hazards = StatedHazards()
    private var notSilent = 0
    private var missed = 0

    /// Counts both directions of a pair.
    mutating func count(_ judgement: PairJudgement) {
        let source = "\(judgement.pair.source) (\(judgement.pair.database.rawValue))"
        if judgement.notMade != nil { sources[source, default: Counts()].notMade += 1 }
        for direction in judgement.directions {
            sources[source, default: Counts()].outcomes[direction.outcome, default: 0] += 1
            if direction.isNotSilent { notSilent += 1 }
            if direction.isMissed { missed += 1 }
        }
        hazards.count(judgement)
    }

    private var total: Counts { sources.values.reduce(Counts(), +) }

    /// The table of sources.
    var table: [String] {
        let header = ["source", "not counted", "directions", "identical", "refused", "differ", "errors", "identical %"]
        let rows = sources.sorted { $0.key < $1.key } + [(key: "all", value: total)]
        return TextTable(
            [header]
                + rows.map { name, counts in
                    [name, "\(counts.notMade)", "\(counts.all)"]
                        + DirectionJudgement.Outcome.allCases.map { "\(counts[$0])" }
                        + [Self.percent(counts[.identical], of: counts.all)]
                }
        ).lines
    }

    /// The table of the hazards that the sources state.
    var hazardTable: [String] { hazards.table }

    /// The line about second comparisons.
    var silence: String { "not silent afterwards: \(notSilent), differences that Athanor does not see: \(missed)" }

    /// The last line.
    var summary: String {
        "differences: \(total[.identical]) identical, \(total[.refused]) refused, \(total[.differs]) differ, "
            + "\(total[.error]) errors"
    }

    /// Whether enough directions are identical.
    var isSufficient: Bool { total.all > 0 && Double(total[.identical]) >= Self.required * Double(total.all) }

    /// A part in percent with one decimal, rounded down: 97.0 is never shown for less.
    private static func percent(_ part: Int, of all: Int) -> String {
        guard all > 0 else { return "-" }
        let tenths = part * 1000 / all
        return "\(tenths / 10).\(tenths % 10)"
    }
}
