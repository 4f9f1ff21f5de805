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
            case .sqlite: try await SQLiteState.lines(connection)
            }
        }.sorted()
    }

    /// Makes sure that a database is in this state.
    /// - Parameters:
    ///   - database: the database.
    ///   - what: what has come before, for the message.
    /// - Throws: ``Contradiction``.
    func check(_ database: ScratchDatabase, after what: @autoclosure () -> String) async throws {
        let found = try await DatabaseState(of: database)
        guard found != self else { return }
        let (wanted, seen) = (Set(lines), Set(found.lines))
        let missing = wanted.subtracting(seen).sorted().map { "- \($0)" }
        let added = seen.subtracting(wanted).sorted().map { "+ \($0)" }
        throw Contradiction("\(what()): the database differs:\n\((missing + added).joined(separator: "\n"))")
    }
}
