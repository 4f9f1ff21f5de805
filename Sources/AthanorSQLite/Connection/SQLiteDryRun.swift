internal import Athanor
internal import Synchronization

/// A connection whose statements are written into a script. They must not depend on the user or the time.
protocol DryRunConnection: Connection {}

/// A copy of a database in memory that records the statements that change it.
struct SQLiteDryRun: DryRun {
    private let copy: SQLiteConnection
    private let noted = NotedChanges()

    init(of location: SQLiteLocation, options: ConnectionOptions) async throws {
        copy = try await SQLiteConnection.copy(of: location, options: options)
    }

    /// A connection to the copy that records its statements.
    var connection: any Connection { NotingConnection(copy: copy, noted: noted) }

    func takeChanges() async -> [SQLStatement] { noted.take() }

    /// The statements that have changed the copy.
    private final class NotedChanges: Sendable {
        private struct State {
            var changes: [SQLStatement] = []
            /// The open savepoints, each with the number of changes before it.
            var savepoints: [(name: SQLiteName, count: Int)] = []
        }

        private let state = Mutex(State())

        func note(_ statement: SQLStatement, isChange: Bool) {
            let tokens = Lexer.tokens(inAccepted: statement.text)
            let name = SQLiteName(tokens.last?.name ?? "")
            state.withLock { state in
                switch tokens.first?.keyword {
                case "SAVEPOINT":
                    state.savepoints.append((name, state.changes.count))
                case "ROLLBACK" where tokens.contains { $0.isKeyword("TO") }:
                    guard let savepoint = state.savepoints.last(where: { $0.name == name }) else { return }
                    // Changes taken since the savepoint cannot be removed.
                    state.changes.removeLast(max(0, state.changes.count - savepoint.count))
                case "RELEASE":
                    if let place = state.savepoints.lastIndex(where: { $0.name == name }) {
                        state.savepoints.removeSubrange(place...)
                    }
                default:
                    if isChange { state.changes.append(statement) }
                }
            }
        }

        func take() -> [SQLStatement] {
            state.withLock { state in
                defer { state.changes = [] }
                return state.changes
            }
        }
    }

    /// Runs statements on the copy, and records those that change it.
    private struct NotingConnection: DryRunConnection {
        let copy: SQLiteConnection
        let noted: NotedChanges

        var database: any DatabaseSystem { copy.database }
        var userName: String { WorkingProcess.script.host }
        var place: ConnectedPlace { copy.place }
        var preferredExecutor: (any TaskExecutor)? { copy.preferredExecutor }

        func query(sql statement: SQLStatement) async throws -> StatementResult {
            let isChange = try await copy.isChange(statement)
            let result = try await copy.query(sql: statement)
            noted.note(statement, isChange: isChange)
            return result
        }

        func close() async { await copy.close() }
    }
}
