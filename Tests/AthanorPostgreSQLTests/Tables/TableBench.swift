import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestSupport

/// An empty database on which operations about tables run, and what its catalog says afterwards.
struct TableBench {
    static let op = Operations(databaseKind: PostgreSQL().kind)

    let connection: any Connection

    static func with(_ body: (TableBench) async throws -> Void) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in try await body(TableBench(connection: connection))
        }
    }

    /// The SQL that an operation becomes.
    static func sql(_ operation: any MigrationOperation) throws -> [String] {
        try operation.lower(for: PostgreSQL()).map { step in
            guard case .statement(let lowered) = step.content else { return "not a statement" }
            return lowered.statement.text
        }
    }

    /// Runs operations as they are lowered.
    func run(_ operations: any MigrationOperation...) async throws {
        for step in try operations.flatMap({ try $0.lower(for: PostgreSQL()) }) {
            switch step.content {
            case .statement(let lowered): try await connection.query(sql: lowered.statement)
            case .resolvedWhenRun(let resolved):
                for statement in try await resolved.statements(connection, .silent) {
                    try await connection.query(sql: statement)
                }
            default: throw NoStatement()
            }
        }
    }

    /// Runs what undoes an operation.
    func undo(_ operation: any MigrationOperation) async throws {
        guard case .operations(let undoing) = operation.inverse else { throw CannotBeUndone() }
        for undoing in undoing { try await run(undoing) }
    }

    /// Runs statements of the test's own.
    func execute(_ statements: String...) async throws {
        for statement in statements { try await connection.query(sql: statement) }
    }

    /// The rows of a query, each as its values joined by `|`.
    func rows(_ sql: String) async throws -> [String] {
        try await connection.rows(sql)
    }

    /// The columns of a table: name, type, NOT NULL, identity, generated, default, comment.
    func columns(_ table: String = "t") async throws -> [String] {
        try await rows(
            """
            SELECT concat_ws(' ', attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'not null' END,
                CASE attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
                CASE attgenerated WHEN 's' THEN 'generated' END, pg_get_expr(adbin, adrelid),
                '-- ' || col_description(attrelid, attnum))
            FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
            WHERE attrelid = '\(table)'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """)
    }

    /// The constraints of a table: name, definition. NOT NULL is none before PostgreSQL 18.
    func constraints(_ table: String = "t") async throws -> [String] {
        try await rows(
            """
            SELECT conname || ': ' || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid = '\(table)'::regclass AND contype <> 'n' ORDER BY conname
            """)
    }

    /// The indexes of a table.
    func indexes(_ table: String = "t") async throws -> [String] {
        try await rows(
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = '\(table)'::regclass ORDER BY 1")
    }
}

/// An operation has no inverse.
struct CannotBeUndone: Error {}

struct NoStatement: Error {}
