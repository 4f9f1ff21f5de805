internal import Athanor

/// The numbers that a sequence gives.
struct SequenceNumbers: Sendable, Hashable, Codable {
    /// `smallint`, `integer` or `bigint`.
    var type: ExactText
    let start: Int64
    let increment: Int64
    var minimum: Int64
    var maximum: Int64
    let cache: Int64
    let cycles: Bool

    /// The clauses of CREATE SEQUENCE, for what differs from a new sequence.
    var creation: [String] { (type == "bigint" ? [] : ["AS \(type)"]) + identityCreation }

    /// The clauses for a new identity column, whose type is the column's.
    var identityCreation: [String] {
        var clauses: [String] = []
        let usual = Self.usual(type, increment: increment)
        if start != (increment > 0 ? minimum : maximum) { clauses.append("START WITH \(start)") }
        if increment != 1 { clauses.append("INCREMENT BY \(increment)") }
        if minimum != usual.minimum { clauses.append("MINVALUE \(minimum)") }
        if maximum != usual.maximum { clauses.append("MAXVALUE \(maximum)") }
        if cache != 1 { clauses.append("CACHE \(cache)") }
        if cycles { clauses.append("CYCLE") }
        return clauses
    }

    /// The numbers after the sequence gets another type: limits that are the type's own become the new type's.
    func retyped(_ new: ExactText) -> SequenceNumbers {
        var numbers = self
        numbers.type = new
        let old = Self.limits(type)
        let limits = Self.limits(new)
        if minimum == old.lowerBound { numbers.minimum = limits.lowerBound }
        if maximum == old.upperBound { numbers.maximum = limits.upperBound }
        return numbers
    }

    /// The clauses that make these numbers into new ones of the same type.
    func changes(to new: SequenceNumbers) -> [String] {
        var clauses: [String] = []
        if start != new.start { clauses.append("START WITH \(new.start)") }
        if increment != new.increment { clauses.append("INCREMENT BY \(new.increment)") }
        if minimum != new.minimum { clauses.append("MINVALUE \(new.minimum)") }
        if maximum != new.maximum { clauses.append("MAXVALUE \(new.maximum)") }
        if cache != new.cache { clauses.append("CACHE \(new.cache)") }
        if cycles != new.cycles { clauses.append(new.cycles ? "CYCLE" : "NO CYCLE") }
        if !isWithin(new), !meets(new) { clauses.append("RESTART") }
        return clauses
    }

    /// The statement that moves the present number into new limits, which the server requires; `nil` if it is there, or
    /// if the sequence starts again because no number is in both limits.
    func moving(to new: SequenceNumbers, of sequence: SchemaObjectKey) -> ChangeStatement? {
        guard !isWithin(new), meets(new) else { return nil }
        let name = PostgreSQLDialect().quoteText(sequence.sql)
        let moved = "LEAST(GREATEST(last_value, \(new.minimum)), \(new.maximum))"
        return ChangeStatement(
            "SELECT pg_catalog.setval(\(name), \(moved), is_called AND last_value = \(moved)) FROM \(sequence.sql)")
    }

    /// Whether a sequence that gave no number yet fits into new limits.
    private func isWithin(_ new: SequenceNumbers) -> Bool { new.minimum <= start && start <= new.maximum }

    /// Whether a number is in both limits.
    private func meets(_ new: SequenceNumbers) -> Bool { minimum <= new.maximum && new.minimum <= maximum }

    /// The statements that make these numbers into new ones.
    func changes(to new: SequenceNumbers, of sequence: SchemaObjectKey) -> [ChangeStatement] {
        var clauses: [String] = []
        if type != new.type { clauses.append("AS \(new.type)") }
        clauses += retyped(new.type).changes(to: new)
        guard !clauses.isEmpty else { return [] }
        let alteration = ChangeStatement("ALTER SEQUENCE \(sequence.sql) \(clauses.joined(separator: " "))")
        return [moving(to: new, of: sequence), alteration].compactMap(\.self)
    }

    /// The limits of a new sequence.
    private static func usual(_ type: ExactText, increment: Int64) -> (minimum: Int64, maximum: Int64) {
        increment > 0 ? (1, limits(type).upperBound) : (limits(type).lowerBound, -1)
    }

    /// The numbers of a type.
    private static func limits(_ type: ExactText) -> ClosedRange<Int64> {
        switch type.text {
        case "smallint": Int64(Int16.min)...Int64(Int16.max)
        case "integer": Int64(Int32.min)...Int64(Int32.max)
        default: Int64.min...Int64.max
        }
    }
}
