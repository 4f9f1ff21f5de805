/// When Athanor last refreshed which view, from its log.
struct LastRefreshes: Sendable {
    /// By the view's name; `nil` when the role may not read the log.
    private let moments: [String: String]?

    /// Reads the log.
    /// - Throws: ``DatabaseError``.
    init(on connection: any Connection) async throws {
        let database = connection.database
        do {
            guard try await database.catalog(on: connection).ownTablesFormat() != nil else {
                moments = [:]
                return
            }
            let rows = try await connection.query(
                """
                SELECT subject, \(database.dialect.iso8601("max(started_at)")) AS started_at
                FROM \(database.dialect.name(of: .log))
                WHERE kind = $1 AND outcome = $2
                GROUP BY subject
                """,
                [.text(LogEntry.Kind.refresh.rawValue), .text(LogEntry.Outcome.done.rawValue)])
            moments = try rows.reduce(into: [:]) { $0[try $1.text("subject")] = try $1.text("started_at") }
        } catch let error as DatabaseError where error.kind == .notAllowed {
            moments = nil
        }
    }

    /// When a view was last refreshed.
    subscript(name: QualifiedName) -> LastRefresh {
        guard let moments else { return .hidden }
        return moments[name.description].map(LastRefresh.at) ?? .never
    }
}
