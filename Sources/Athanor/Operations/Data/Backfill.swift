/// Updates a table's rows in batches by its key, each batch in its own transaction.
///
/// The metadata tables record the progress, in the same transaction as each batch. A run that was stopped therefore
/// continues where it was, and no row is updated twice.
public struct Backfill: MigrationOperation, Hashable {
    /// The new value of a column.
    public enum NewValue: Sendable, Hashable {
        /// A value.
        case value(Value)
        /// An expression of the database's own SQL, over the row as it was.
        case expression(String)
    }

    /// A column with its new value.
    public struct Assignment: Sendable, Hashable {
        /// The column.
        public let column: String
        /// The new value.
        public let value: NewValue
    }

    /// The table.
    public let table: QualifiedName
    /// The columns to set, in order.
    public let assignments: [Assignment]
    /// An SQL condition that selects the rows; `nil` selects all.
    public let condition: String?
    /// The number of rows in a batch.
    public let batchSize: Int
    /// The time to wait between batches.
    public let pause: Duration
    /// SQL that undoes the backfill.
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

    /// One step, which is a segment of its own, outside the revision's transactions.
    /// - Throws: ``OperationError`` when no column is set, the batch size is below 1, or the database cannot store a
    ///   name.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        guard !assignments.isEmpty, batchSize > 0 else {
            throw OperationError(
                "the backfill of \(table) sets no column, or its batch size is below 1",
                advice: "Name the columns to set, and give a batch size of at least 1.")
        }
        _ = try database.module.dialect.identifier(table)
        for assignment in assignments { _ = try database.module.dialect.identifier(assignment.column) }
        return [.batches(self)]
    }

    /// The SQL given as `reverse:`.
    public var inverse: Inverse {
        reverse.map { .operations([ExecuteSQL($0)]) }
            ?? .impossible(
                because: "it does not carry the old values of the rows; give SQL that undoes it with `reverse:`")
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
    /// A Boolean value.
    public init(booleanLiteral value: Bool) { self = .value(.boolean(value)) }
    /// NULL.
    public init(nilLiteral: ()) { self = .value(.null) }
}

extension Backfill {
    /// `UPDATE` of the rows that satisfy a condition on the key.
    /// - Parameters:
    ///   - conflictClause: the words after `UPDATE` (``Catalog/conflictClause(for:)``).
    ///   - range: the condition; its placeholders are numbered after those of the new values.
    func updating(
        _ dialect: any Dialect, conflictClause: String = "",
        where range: (_ firstPlaceholder: Int) -> (String, [Value])
    ) -> SQLStatement {
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
        return SQLStatement(
            "\(verb) \(dialect.quote(table))\nSET \(list.joined(separator: ", "))\(filter)", values + bounds)
    }

    /// The whole backfill as one statement, for scripts.
    /// - Parameters:
    ///   - dialect: the SQL of the database.
    ///   - conflictClause: the words after `UPDATE` (``Catalog/conflictClause(for:)``).
    ///   - test: a further condition, besides that of the backfill; none when empty.
    package func whole(_ dialect: any Dialect, conflictClause: String = "", and test: String = "") -> SQLStatement {
        updating(dialect, conflictClause: conflictClause) { _ in (test, []) }
    }
}

extension Operations {
    /// Updates rows in batches by the table's key, each batch in its own transaction. Row locks are therefore short,
    /// and a run that was stopped continues where it was.
    ///
    /// The batches are `UPDATE … WHERE (key) > … AND (key) <= …`: by the primary key on PostgreSQL, by the row number
    /// on SQLite (by the primary key if the table has no row number). Operations before it in the revision are
    /// committed first. Offline SQL contains one `UPDATE`. A row that breaks a constraint is an error, also on an
    /// SQLite table with `ON CONFLICT IGNORE` or `REPLACE`.
    /// - Parameters:
    ///   - table: the table.
    ///   - assignments: the columns with their new values: `["state": "new", "total": .expression("net * 1.19")]`.
    ///   - condition: an SQL condition that selects the rows; `nil` selects all.
    ///   - batchSize: the number of rows in a batch.
    ///   - pause: the time to wait between batches.
    ///   - reverse: SQL that undoes it, for the downgrade.
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
