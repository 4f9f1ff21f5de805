import Athanor

/// The visible state of a database: its schema, its rows, its version rows, and the work in its log. Times and running
/// numbers are left out, so two databases with the same work are in the same state.
struct DatabaseState: Sendable, Equatable {
    /// One fact in each line.
    let lines: [String]

    /// Reads the state.
    init(of database: TorturedDatabase) async throws {
        lines = try await database.connected { connection in
            switch database.server {
            case .postgresql: try await PostgreSQLState.lines(connection)
            case .sqlite, .sqliteWAL: try await SQLiteState.lines(connection)
            }
        }.sorted()
    }

    /// Checks that a database is in this state.
    /// - Parameters:
    ///   - database: the database.
    ///   - isLogCompared: whether to compare the log too.
    ///   - what: the work before the check, for the message.
    /// - Throws: ``Contradiction``.
    func check(
        _ database: TorturedDatabase, comparingLog isLogCompared: Bool = true, after what: @autoclosure () -> String
    ) async throws {
        func compared(_ state: DatabaseState) -> [String] {
            isLogCompared ? state.lines : state.lines.filter { !$0.hasPrefix("log: ") }
        }
        let found = compared(try await DatabaseState(of: database))
        guard found != compared(self) else { return }
        let (wanted, seen) = (Set(compared(self)), Set(found))
        let missing = wanted.subtracting(seen).sorted().map { "- \($0)" }
        let added = seen.subtracting(wanted).sorted().map { "+ \($0)" }
        throw Contradiction("\(what()): the database differs:\n\((missing + added).joined(separator: "\n"))")
    }
}
