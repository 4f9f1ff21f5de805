package import Athanor

/// How Athanor's changes did on a pair, in both directions.
package struct PairJudgement: Sendable, Hashable {
    /// The pair.
    package let pair: SchemaPair
    /// The side that could not be made, with the error. Such a pair does not count.
    package let notMade: String?
    /// The directions; none if a side could not be made.
    package let directions: [DirectionJudgement]

    /// A pair whose sides could be made.
    package init(_ pair: SchemaPair, _ directions: [DirectionJudgement]) {
        self.pair = pair
        notMade = nil
        self.directions = directions
    }

    /// A pair with a side that could not be made.
    package init(_ pair: SchemaPair, notMade: String) {
        self.pair = pair
        self.notMade = notMade
        directions = []
    }

    /// A pair that could not be judged.
    package init(_ pair: SchemaPair, error: String) {
        self.init(
            pair,
            DirectionJudgement.Direction.allCases.map { direction in
                var judgement = DirectionJudgement(direction)
                judgement.end(.error, [error])
                return judgement
            })
    }
}

/// How Athanor's changes did from one schema to another.
package struct DirectionJudgement: Sendable, Hashable {
    /// A direction of a pair.
    package enum Direction: String, Sendable, Hashable, CaseIterable, Codable {
        /// From before to after.
        case forward
        /// From after to before.
        case backward
    }

    /// How it ended.
    package enum Outcome: String, Sendable, Hashable, CaseIterable, Codable {
        /// The result is equal to the desired schema.
        case identical
        /// Athanor does not make the change, and says why.
        case refused
        /// The result is another one.
        case differs
        /// Reading, planning or a statement failed.
        case error
    }

    /// A statement that was planned.
    package struct Statement: Sendable, Hashable, Codable {
        /// The SQL.
        package let sql: String
        /// The hazards that Athanor states.
        package let hazards: [Hazard]

        /// A statement.
        package init(sql: String, hazards: Set<Hazard>) {
            self.sql = sql
            self.hazards = hazards.sorted()
        }
    }

    /// The direction.
    package let direction: Direction
    /// How it ended.
    package private(set) var outcome = Outcome.identical
    /// Why it is not identical.
    package private(set) var causes: [String] = []
    /// The statements that were planned.
    package var statements: [Statement] = []
    /// The lines in which the result differs from the desired schema.
    package var differences: [String] = []
    /// The statements that a second comparison still plans after the first ones ran, and its refusals; `nil` if there
    /// was none.
    package var remainder: [String]?

    /// A direction that has not failed yet.
    package init(_ direction: Direction) {
        self.direction = direction
    }

    /// All hazards that Athanor states.
    package var hazards: Set<Hazard> { Set(statements.flatMap(\.hazards)) }

    /// Whether a second comparison finds a difference in a result that is equal to the desired schema.
    package var isNotSilent: Bool { outcome == .identical && remainder?.isEmpty == false }

    /// Whether Athanor's own comparison finds none of the differences.
    package var isMissed: Bool { outcome == .differs && remainder?.isEmpty == true }

    /// Ends it.
    package mutating func end(_ outcome: Outcome, _ causes: [String]) {
        self.outcome = outcome
        self.causes = causes
    }
}
