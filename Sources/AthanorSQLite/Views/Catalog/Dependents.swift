internal import Athanor

/// Finds the views that read some tables or views.
///
/// SQLite keeps no list of them. Those whose text mentions the name are asked in earnest: in a savepoint that is rolled
/// back, the table, or one that takes the view's place, is renamed, and SQLite rewrites the text of whatever really reads
/// it. When SQLite cannot do that because some view in the database is broken already, a mention counts as reading. Not
/// found are triggers, which PostgreSQL does not count for functions either, and views in temporary or attached databases.
struct Dependents {
    /// All of them, each after everything that it reads.
    private(set) var all: [Dependent] = []

    /// - Parameters:
    ///   - names: the tables and views. They are not among the dependents, though they may read each other.
    ///   - columns: their columns that matter: what reads other columns of them only does not count. Empty is all.
    init(of names: [String], columns: [String] = [], on connection: any Connection) async throws {
        var readers: [SQLiteName: [Dependent]] = [:]
        var pending = names
        while let name = pending.popLast() {
            guard readers[SQLiteName(name)] == nil else { continue }
            var direct = try await Self.direct(of: name, on: connection)
            if !columns.isEmpty, names.contains(where: { $0.isSameName(as: name) }) {
                direct = try await Self.users(of: columns, of: name, among: direct, on: connection)
            }
            readers[SQLiteName(name)] = direct
            pending += direct.map(\.name)
        }
        // Backwards in depth-first order, each stands after all that lead to it.
        var seen = Set(names.map { SQLiteName($0) })
        var finished: [Dependent] = []
        func visit(_ name: String) {
            for reader in (readers[SQLiteName(name)] ?? []).reversed()
            where seen.insert(SQLiteName(reader.name)).inserted {
                visit(reader.name)
                finished.append(reader)
            }
        }
        for name in names.reversed() { visit(name) }
        all = finished.reversed()
    }

    private static func direct(of name: String, on connection: any Connection) async throws -> [Dependent] {
        let mentions = try await SchemaObject.all(ofType: "view", on: connection).filter {
            !$0.name.isSameName(as: name) && $0.mentions(name)
        }
        guard !mentions.isEmpty else { return [] }
        let rewritten = try await Rewriting(of: name, on: connection)
            .objects(ofType: "view", whenRenaming: .relation)
        var dependents: [Dependent] = []
        for view in mentions where rewritten?.contains(SQLiteName(view.name)) ?? true {
            dependents.append(try await Dependent(behind: view.name, on: connection))
        }
        return dependents
    }

    /// Those of the direct dependents that use some columns. A `*` and a NATURAL JOIN use them all, and SQLite has nothing
    /// to rewrite in them.
    private static func users(
        of columns: [String], of name: String, among dependents: [Dependent], on connection: any Connection
    ) async throws -> [Dependent] {
        guard !dependents.isEmpty else { return [] }
        let naming = try await namingUsers(of: columns, of: name, among: dependents, on: connection)
        var users: [Dependent] = []
        for dependent in dependents {
            let object = try await SchemaObject.named(dependent.definitionView, on: connection)
            if naming.contains(dependent) || object?.readsAllColumns == true { users.append(dependent) }
        }
        return users
    }

    /// Those of some views whose text names columns of a table or view.
    static func namingUsers(
        of columns: [String], of name: String, among dependents: [Dependent], on connection: any Connection
    ) async throws -> [Dependent] {
        guard !dependents.isEmpty else { return [] }
        let rewritten = try await Rewriting(of: name, on: connection)
            .objects(ofType: "view", whenRenaming: .columns(columns))
        let objects = try await SchemaObject.all(ofType: "view", on: connection)
        return dependents.filter { dependent in
            guard let object = objects.first(where: { $0.name.isSameName(as: dependent.definitionView) }) else {
                return false
            }
            return rewritten?.contains(SQLiteName(object.name))
                ?? (object.mentions(name) && columns.contains { object.mentions($0) })
        }
    }
}
