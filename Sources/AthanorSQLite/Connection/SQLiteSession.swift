internal import Athanor
internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// An open database. Only this type uses GRDB.
///
/// Its calls block; it is confined to one actor, ``SQLiteConnection``.
final class SQLiteSession {
    private let queue: DatabaseQueue
    private let location: SQLiteLocation

    /// The longest time that a statement waits for another connection's lock.
    let busyTimeout: Duration

    /// The limit of ``busyTimeout`` when the caller asks for no shorter one.
    private static let longestBusyTimeout = Duration.seconds(5)

    /// Opens a database; for writing, creates its file if it does not exist.
    /// - Throws: `DatabaseFailure`.
    init(_ location: SQLiteLocation, access: ConnectionOptions.Access, options: ConnectionOptions) throws {
        self.location = location
        busyTimeout = min(Self.longestBusyTimeout, options.longestLockWait?.exactDuration ?? Self.longestBusyTimeout)
        var configuration = Configuration()
        configuration.label = options.applicationName
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(TimeInterval(busyTimeout.milliseconds) / 1000)
        // Transactions are ordinary statements here and remain open between them.
        configuration.allowsUnsafeTransactions = true
        // A revision that works in the sqlite3 shell must work here.
        configuration.acceptsDoubleQuotedStringLiterals = true

        do {
            switch location {
            case .memory:
                if access == .readOnly { configuration.refuseWrites() }
                queue = try DatabaseQueue(named: nil, configuration: configuration)
            case .file(let path):
                let file = DatabaseFile(path: path)
                try file.check(for: access)
                if access == .readOnly {
                    if file.isWritable {
                        configuration.refuseWrites()
                    } else {
                        configuration.readonly = true
                    }
                }
                queue = try DatabaseQueue(path: path, configuration: configuration)
            }
        } catch let error as GRDB.DatabaseError {
            throw Self.refusal(error).openingError(at: location)
        }
    }

    /// Runs one statement to its end.
    /// - Throws: `DatabaseFailure`.
    func run(_ statement: SQLStatement, cancellation: StatementCancellation) throws -> StatementResult {
        try FileStatement(statement)?.check(besides: location)
        try JournalMode.check(statement)
        return try queue.writeWithoutTransaction { database in
            guard let connection = database.sqliteConnection else {
                throw DatabaseFailure(kind: .connectionLost, message: "the connection is closed", statement: statement)
            }
            do {
                return try cancellation.whileWatching(connection) {
                    try Self.run(statement, in: database, connection)
                }
            } catch let error as GRDB.DatabaseError
                where error.isForeignKeyMismatch && statement.text == ForeignKeyViolations.noting.text
            {
                return .empty
            } catch let error as GRDB.DatabaseError {
                var refusal = Self.refusal(error)
                refusal.isWriting = database.isInsideTransaction
                refusal.utf8Offset = Int(sqlite3_error_offset(connection))
                throw Self.naming(refusal.error(for: statement), in: database)
            }
        }
    }

    /// Runs one statement for each row of values.
    /// - Throws: `DatabaseFailure`, which names the row.
    func run(
        _ statement: SQLStatement, forEach rows: [[Athanor.Value]], cancellation: StatementCancellation
    ) throws {
        return try queue.writeWithoutTransaction { database in
            guard let connection = database.sqliteConnection else {
                throw DatabaseFailure(kind: .connectionLost, message: "the connection is closed", statement: statement)
            }
            do {
                try cancellation.whileWatching(connection) {
                    let prepared = try database.makeStatement(sql: statement.text)
                    try RowInsertion(
                        connection: connection, statement: prepared.sqliteStatement, cancellation: cancellation
                    ).run(rows)
                }
            } catch let refusal as RowRefusal {
                throw SQLiteRefusal(code: refusal.code, message: "\(refusal.message), in row \(refusal.row)")
                    .error(for: SQLStatement(statement.text))
            } catch let error as GRDB.DatabaseError {
                throw Self.naming(Self.refusal(error).error(for: SQLStatement(statement.text)), in: database)
            }
        }
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool {
        queue.inDatabase { $0.isInsideTransaction }
    }

    /// Whether a statement only reads. (https://sqlite.org/c3ref/stmt_readonly.html)
    /// - Throws: `DatabaseFailure` when it cannot be prepared.
    func isReadOnly(_ statement: SQLStatement) throws -> Bool {
        return try queue.writeWithoutTransaction { database in
            do {
                return try database.makeStatement(sql: statement.text).isReadonly
            } catch let error as GRDB.DatabaseError {
                throw Self.refusal(error).error(for: statement)
            }
        }
    }

    /// Copies a database into this one. (https://sqlite.org/backup.html)
    /// - Throws: `DatabaseFailure`.
    func receive(_ source: SQLiteSession) throws {
        do {
            try source.queue.backup(to: queue)
        } catch let error as GRDB.DatabaseError {
            throw Self.refusal(error).error(for: nil)
        }
    }

    /// Closes the database.
    func close() {
        // Closing fails only while statements are in use, and all statements of this session are finished.
        try? queue.close()
    }

    private static func run(
        _ statement: SQLStatement, in database: GRDB.Database, _ connection: OpaquePointer
    ) throws -> StatementResult {
        // SQLite itself rolls back after some failures, such as an interrupted write. A ROLLBACK after that needs to do
        // nothing. (https://sqlite.org/lang_transaction.html)
        if statement.text == SQLiteDialect.rollback.text, sqlite3_get_autocommit(connection) != 0 {
            return .empty
        }
        guard !statement.text.utf8.contains(0) else {
            throw GRDB.DatabaseError(resultCode: .SQLITE_MISUSE, message: "the statement contains a NUL character")
        }
        let prepared = try database.makeStatement(sql: statement.text)
        try prepared.setArguments(arguments(for: prepared, of: statement))

        let changesBefore = sqlite3_total_changes(connection)
        let columns = prepared.columnNames
        var rows: [[Athanor.Value]] = []
        if columns.isEmpty {
            try prepared.execute()
        } else {
            let cursor = try GRDB.Row.fetchCursor(prepared)
            while let row = try cursor.next() {
                rows.append(row.databaseValues.map(value))
            }
        }
        // sqlite3_changes keeps the count of an earlier statement when this one changes nothing.
        let hasChanged = sqlite3_total_changes(connection) != changesBefore
        return StatementResult(
            columns: columns, values: rows, affectedRows: hasChanged ? Int(sqlite3_changes(connection)) : rows.count)
    }

    /// Returns a clearer error for a write to a materialized view. Only the database can distinguish that from other
    /// views.
    private static func naming(_ error: DatabaseFailure, in database: GRDB.Database) -> DatabaseFailure {
        guard let name = EmulatedView.nameOfUnmodifiable(in: error.message) else { return error }
        let table = SQLiteDialect().quote(EmulatedView.table)
        // Without this table, no view is materialized.
        let found = try? String.fetchOne(
            database, sql: "SELECT name FROM main.\(table) WHERE name = ?", arguments: [name])
        var error = error
        if let found { EmulatedView.explainUnmodifiable(found, &error) }
        return error
    }

    /// Orders the values. SQLite numbers placeholders by their first occurrence, whatever their names are.
    private static func arguments(
        for prepared: GRDB.Statement, of statement: SQLStatement
    ) throws -> StatementArguments {
        let count = sqlite3_bind_parameter_count(prepared.sqliteStatement)
        guard count > 0 else { return StatementArguments(statement.values.map(databaseValue)) }
        let numbers = (1...count).map { place -> Int in
            let name = sqlite3_bind_parameter_name(prepared.sqliteStatement, place).map { String(cString: $0) } ?? ""
            return Int(name.dropFirst()) ?? Int(place)
        }
        guard Set(numbers) == Set(1...max(1, statement.values.count)),
            numbers.allSatisfy({ $0 <= statement.values.count })
        else {
            throw GRDB.DatabaseError(
                resultCode: .SQLITE_RANGE,
                message: "\(statement.values.count) values are given for \(Set(numbers).count) placeholders")
        }
        return StatementArguments(numbers.map { databaseValue(statement.values[$0 - 1]) })
    }

    private static func databaseValue(_ value: Athanor.Value) -> DatabaseValue {
        switch value {
        case .null: .null
        case .boolean(let flag): (flag ? 1 : 0).databaseValue
        case .integer(let number): number.databaseValue
        case .double(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }

    private static func value(_ value: DatabaseValue) -> Athanor.Value {
        switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .double(let number): .double(number)
        case .string(let text): .text(text)
        case .blob(let data): .bytes([UInt8](data))
        }
    }

    private static func refusal(_ error: GRDB.DatabaseError) -> SQLiteRefusal {
        guard error.resultCode != .SQLITE_MISUSE || error.message?.hasPrefix("Multiple statements") != true else {
            return SQLiteRefusal(
                code: error.extendedResultCode.rawValue,
                message: "more than one statement was given where one was expected")
        }
        return SQLiteRefusal(
            code: error.extendedResultCode.rawValue, message: error.message ?? "SQLite gave no message")
    }
}

extension GRDB.DatabaseError {
    /// Whether a foreign key refers to columns that are not a key. SQLite has no specific code for it.
    /// (https://sqlite.org/foreignkeys.html#fk_indexes)
    fileprivate var isForeignKeyMismatch: Bool {
        resultCode == .SQLITE_ERROR && message?.hasPrefix("foreign key mismatch") == true
    }
}

extension Configuration {
    /// Opens for writing, and then makes SQLite refuse writes. (https://sqlite.org/pragma.html#pragma_query_only)
    fileprivate mutating func refuseWrites() {
        prepareDatabase { try $0.execute(sql: "PRAGMA query_only = ON") }
    }
}

extension SQLiteRefusal {
    /// Returns the error for a database that could not be opened.
    fileprivate func openingError(at location: SQLiteLocation) -> DatabaseFailure {
        guard case .file(let path) = location else { return error(for: nil) }
        var error = error(for: nil)
        if let unfinished = UnfinishedWrite(code: code, opening: DatabaseFile(path: path)) {
            error.advice = unfinished.advice
            error.message = "the SQLite database \(path) \(unfinished.problem)"
            error.detail = "SQLite says: \(message)"
        } else if code & 0xFF == 26 {
            error.message = "\(path) is not an SQLite database"
        } else {
            error.message = "the SQLite database \(path) cannot be opened: \(message)"
        }
        return error
    }
}
