internal import Athanor

/// The views that read some tables or views.
///
/// SQLite keeps no list of them. Views whose text mentions the name are tested: in a savepoint that is rolled back, the
/// table, or a table that replaces the view, is renamed, and SQLite rewrites the text of each view that really reads
/// it. When SQLite cannot, because some view in the database is already broken, a mention counts as reading. Two kinds
/// are not found: triggers (PostgreSQL does not find the functions that read a view either), and views in temporary or
/// attached databases.
struct Dependents {
    /// All dependents, each after everything that it reads.
    private(set) var all: [Dependent] = []

    /// - Parameters:
    ///   - names: the tables and views. They are not included in the dependents, though they may read each other.
    ///   - columns: the columns that matter. Views that only read other columns do not count. An empty list means all.
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
        // In reverse depth-first order, each dependent follows everything that it reads.
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

    /// Returns the direct dependents that use some columns. A `*` and a NATURAL JOIN use all columns, but contain no
    /// column name that SQLite could rewrite.
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

    /// Returns the views whose text names columns of a table or view.
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
