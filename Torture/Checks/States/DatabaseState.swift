import Athanor

/// What can be seen of a database: its schema, its rows, where the history stands, and what the log says was done; without
/// what numbers and moments tell. Two databases to which the same was done are in the same state.
struct DatabaseState: Sendable, Equatable {
    /// Each says one thing.
    let lines: [String]

    /// Reads the state.
    init(of database: ScratchDatabase) async throws {
        lines = try await database.connected { connection in
            switch database.server {
            case .postgresql: try await PostgreSQLState.lines(connection)
            case .sqlite, .sqliteWAL: try await SQLiteState.lines(connection)
            }
        }.sorted()
    }

    /// Makes sure that a database is in this state.
    /// - Parameters:
    ///   - database: the database.
    ///   - isLogCompared: whether the log must say the same, too.
    ///   - what: what has come before, for the message.
    /// - Throws: ``Contradiction``.
    func check(
        _ database: ScratchDatabase, comparingLog isLogCompared: Bool = true, after what: @autoclosure () -> String
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
