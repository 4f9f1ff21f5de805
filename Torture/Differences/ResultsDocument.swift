import Athanor
import Foundation
import TestSupport

/// All results as JSON.
struct ResultsDocument: Encodable {
    /// A pair.
    private struct Pair: Encodable {
        let id: String
        let database: SchemaPair.Database
        let notCounted: String?
        let statedHazards: [String]
        let directions: [Direction]
    }

    /// A direction of a pair.
    private struct Direction: Encodable {
        let direction: DirectionJudgement.Direction
        let outcome: DirectionJudgement.Outcome
        let causes: [String]
        let statements: [DirectionJudgement.Statement]
        let differences: [String]
        let remainder: [String]?
    }

    private let pairs: [Pair]

    init(_ judgements: [PairJudgement]) {
        pairs = judgements.map { judgement in
            Pair(
                id: judgement.pair.id, database: judgement.pair.database, notCounted: judgement.notMade,
                statedHazards: judgement.pair.hazards,
                directions: judgement.directions.map {
                    Direction(
                        direction: $0.direction, outcome: $0.outcome, causes: $0.causes, statements: $0.statements,
                        differences: $0.differences, remainder: $0.remainder)
                })
        }
    }

    /// Writes the file.
    func write(to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: file)
    }
}
