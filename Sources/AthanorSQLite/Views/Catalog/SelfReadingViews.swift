internal import Athanor

/// Materialized views that read themselves through others. SQLite sees no cycle, since queries read a table of rows;
/// but none of these views could ever be created again.
struct SelfReadingViews {
    /// The views whose texts name each other in a cycle.
    let candidates: [SQLiteName]

    /// - Parameter views: all views of the database.
    init(among views: [SchemaObject], on connection: any Connection) async throws {
        let emulated = try await EmulatedView.all(on: connection)
        let definitions = Dictionary(emulated.map { (SQLiteName($0.definitionView), $0) }) { first, _ in first }
        let names = Set(emulated.map { SQLiteName($0.name) })
        var read: [SQLiteName: Set<SQLiteName>] = [:]
        for view in views where !names.contains(SQLiteName(view.name)) {
            let name = definitions[SQLiteName(view.name)].map { SQLiteName($0.name) } ?? SQLiteName(view.name)
            read[name] = Set(
                StoredText(view.sql ?? "").queryTokens.compactMap(\.name).map { SQLiteName($0) })
        }
        let graph = read
        func reachesItself(_ start: SQLiteName) -> Bool {
            var seen: Set<SQLiteName> = []
            var pending = Array(graph[start] ?? [])
            while let name = pending.popLast() {
                if name == start { return true }
                guard graph[name] != nil, seen.insert(name).inserted else { continue }
                pending += graph[name] ?? []
            }
            return false
        }
        candidates = emulated.map { SQLiteName($0.name) }.filter(reachesItself)
    }

    /// Whether a candidate really reads itself.
    func isConfirmed(_ name: SQLiteName, on connection: any Connection) async throws -> Bool {
        let readers = try await Dependents(of: [name.text], on: connection).all.map(\.name)
        for reader in readers {
            let others = try await Dependents(of: [reader], on: connection).all
            if others.contains(where: { SQLiteName($0.name) == name }) { return true }
        }
        return false
    }
}
