/// Updates a table's rows in batches by its key, each batch in a transaction of its own.
///
/// How far it has come stands in Athanor's own tables, moved in the same transaction as each batch, so that a run which
/// was stopped goes on where it was and no row is updated twice.
public struct Backfill: Operation, Hashable {
    /// What a column is set to.
    public enum NewValue: Sendable, Hashable {
        /// A value.
        case value(Value)
        /// An expression of the database's own SQL, over the row as it was.
        case expression(String)
    }

    /// A column with what it is set to.
    public struct Assignment: Sendable, Hashable {
        /// The column.
        public let column: String
        /// What it is set to.
        public let value: NewValue
    }

    /// The table.
    public let table: QualifiedName
    /// What is set, in order.
    public let assignments: [Assignment]
    /// An expression that picks the rows; all when `nil`.
    public let condition: String?
    /// How many rows a batch has.
    public let batchSize: Int
    /// How long to wait between batches.
    public let pause: Duration
    /// What undoes it.
    public let reverse: ExecuteSQL.BoundScript?

    /// The operation. `op.backfill` makes one.
    public init(
        table: QualifiedName, assignments: [Assignment], condition: String? = nil, batchSize: Int = 1000,
        pause: Duration = .zero, reverse: ExecuteSQL.BoundScript? = nil
    ) {
        self.table = table
        self.assignments = assignments
        self.condition = condition
        self.batchSize = batchSize
        self.pause = pause
        self.reverse = reverse
    }

    /// `backfill TABLE: set COLUMN …`.
    public var summary: String { "backfill \(table): set \(assignments.map(\.column).joined(separator: ", "))" }

    /// A part of its own, outside the revision's transactions.
    /// - Throws: ``OperationError``.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        guard !assignments.isEmpty, batchSize > 0 else {
            throw OperationError(
                "the backfill of \(table) sets nothing, or has batches of no rows",
                advice: "Name what is set, and a batch size above 0.")
        }
        _ = try database.dialect.identifier(table)
        for assignment in assignments { _ = try database.dialect.identifier(assignment.column) }
        return [.batches(self)]
    }

    /// What was given as `reverse:`.
    public var inverse: Inverse {
        reverse.map { .operations([ExecuteSQL($0)]) }
            ?? .impossible(because: "nothing says what the rows held before; give SQL that undoes it with `reverse:`")
    }
}

extension Backfill.NewValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// A text, not an expression.
    public init(stringLiteral value: String) { self = .value(.text(value)) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .value(.integer(value)) }
    /// A floating-point number.
    public init(floatLiteral value: Double) { self = .value(.double(value)) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .value(.boolean(value)) }
    /// NULL.
    public init(nilLiteral: ()) { self = .value(.null) }
}

extension Backfill {
    /// `UPDATE` of the rows that satisfy a condition on the key.
    /// - Parameters:
    ///   - conflictClause: what stands behind `UPDATE` (``Catalog/conflictClause(for:)``).
    ///   - range: the condition, with placeholders after those of the values that are set.
    func updating(
        _ dialect: any Dialect, conflictClause: String = "",
        where range: (_ firstPlaceholder: Int) -> (String, [Value])
    ) -> Statement {
        var values: [Value] = []
        let list = assignments.map { assignment in
            switch assignment.value {
            case .value(let value):
                values.append(value)
                return "\(dialect.quote(assignment.column)) = $\(values.count)"
            case .expression(let expression):
                return "\(dialect.quote(assignment.column)) = \(expression)"
            }
        }
        let (range, bounds) = range(values.count + 1)
        let conditions = [condition.map { "(\($0))" }, range.isEmpty ? nil : range].compactMap(\.self)
        let filter = conditions.isEmpty ? "" : "\nWHERE \(conditions.joined(separator: " AND "))"
        let verb = conflictClause.isEmpty ? "UPDATE" : "UPDATE \(conflictClause)"
        return Statement(
            "\(verb) \(dialect.quote(table))\nSET \(list.joined(separator: ", "))\(filter)", values + bounds)
    }

    /// All of it in one statement, for scripts.
    /// - Parameters:
    ///   - conflictClause: the words after `UPDATE` (``Catalog/conflictClause(for:)``).
    ///   - test: an expression that has to hold besides the backfill's own condition; none when empty.
    public func whole(_ dialect: any Dialect, conflictClause: String = "", and test: String = "") -> Statement {
        updating(dialect, conflictClause: conflictClause) { _ in (test, []) }
    }
}

extension Operations {
    /// Updates rows in batches by the table's key, each batch in a transaction of its own, so that nobody waits long for a
    /// row and a run that was stopped goes on where it was.
    ///
    /// The batches are `UPDATE … WHERE (key) > … AND (key) <= …`: by the primary key on PostgreSQL, by the row number (or
    /// the primary key of a table without) on SQLite. What stands before it in the revision is committed first. Offline SQL
    /// holds one `UPDATE`. A row that breaks a constraint is an error, also on a table of SQLite that says `ON CONFLICT IGNORE`
    /// or `REPLACE`.
    /// - Parameters:
    ///   - table: the table.
    ///   - assignments: what is set: `["state": "new", "total": .expression("net * 1.19")]`.
    ///   - condition: an expression that picks the rows; all when `nil`.
    ///   - batchSize: how many rows a batch has.
    ///   - pause: how long to wait between batches.
    ///   - reverse: SQL that undoes it, for the way back.
    ///   - file: the file of the call.
    ///   - line: the line of the call.
    public func backfill(
        _ table: QualifiedName, set assignments: KeyValuePairs<String, Backfill.NewValue>,
        where condition: String? = nil,
        batchSize: Int = 1000, pause: Duration = .zero, reverse: String? = nil, file: String = #fileID,
        line: Int = #line
    ) -> Backfill {
        Backfill(
            table: table, assignments: assignments.map { Backfill.Assignment(column: $0.key, value: $0.value) },
            condition: condition, batchSize: batchSize, pause: pause,
            reverse: reverse.map {
                ExecuteSQL.BoundScript(SourceText(path: "\(file):\(line) op.backfill reverse", text: $0).all)
            })
    }
}
