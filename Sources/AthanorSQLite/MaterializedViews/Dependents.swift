internal import Athanor

/// A view that reads a materialized view, directly or through others.
enum Dependent: Hashable, Sendable, CustomStringConvertible {
    /// A plain view.
    case view(String)
    /// An emulated materialized view.
    case materialized(EmulatedView)

    var name: String {
        switch self {
        case .view(let name): name
        case .materialized(let view): view.name
        }
    }

    var description: String {
        switch self {
        case .view(let name): "view \"\(name)\""
        case .materialized(let view): "materialized view \"\(view.name)\""
        }
    }

    func dropping(origin: SourceSlice?) -> [Statement] {
        switch self {
        case .view(let name):
            [Statement("DROP VIEW IF EXISTS main.\(SQLiteDialect().quote(name))", rewrittenFrom: origin)]
        case .materialized(let view): view.dropping(origin: origin)
        }
    }
}

/// Finds the views that read some views.
///
/// SQLite keeps no list of them. Those whose text mentions the name are asked in earnest: in a savepoint that is rolled
/// back, a table takes the view's place and is renamed, and SQLite rewrites the text of whatever really reads it. When
/// SQLite cannot do that because some view in the database is broken already, a mention counts as reading. Not found
/// are triggers, which PostgreSQL does not count for functions either, and views in temporary or attached databases.
struct Dependents {
    /// All of them, each after what it reads.
    private(set) var all: [Dependent] = []

    init(of names: [String], on connection: any Connection) async throws {
        var known = Set(names.map { $0.lowercased() })
        var pending = names
        while !pending.isEmpty {
            let name = pending.removeFirst()
            for dependent in try await Self.direct(of: name, on: connection)
            where known.insert(dependent.name.lowercased()).inserted {
                all.append(dependent)
                pending.append(dependent.name)
            }
        }
    }

    private static func direct(of name: String, on connection: any Connection) async throws -> [Dependent] {
        let mentions = try await SchemaObject.all(ofType: "view", on: connection).filter {
            $0.name.lowercased() != name.lowercased() && $0.mentions(name)
        }
        guard !mentions.isEmpty else { return [] }
        let rewritten = try await viewsRewritten(byRenaming: name, on: connection)
        var dependents: [Dependent] = []
        for view in mentions where rewritten?.contains(view.name) ?? true {
            dependents.append(try await dependent(for: view.name, on: connection))
        }
        return dependents
    }

    private static func dependent(for view: String, on connection: any Connection) async throws -> Dependent {
        let prefix = EmulatedView.definitionPrefix
        if view.hasPrefix(prefix),
            let emulated = try await EmulatedView.named(String(view.dropFirst(prefix.count)), on: connection)
        {
            return .materialized(emulated)
        }
        return .view(view)
    }

    /// The views whose text SQLite changes when what has this name is renamed; `nil` when it cannot be told.
    private static func viewsRewritten(byRenaming name: String, on connection: any Connection) async throws -> Set<
        String
    >? {
        let quoted = SQLiteDialect().quote(name)
        let columns = try await connection.query(
            "SELECT name FROM pragma_table_xinfo($1, 'main') ORDER BY cid", [.text(name)])
        guard !columns.isEmpty else { return nil }
        let list = try columns.map { SQLiteDialect().quote(try $0.text("name")) }.joined(separator: ", ")
        let before = try await SchemaObject.all(ofType: "view", on: connection)

        try await connection.query("SAVEPOINT athanor_dependents")
        let after: [SchemaObject]?
        do {
            try await connection.query("DROP VIEW main.\(quoted)")
            try await connection.query("CREATE TABLE main.\(quoted) (\(list))")
            try await connection.query("ALTER TABLE main.\(quoted) RENAME TO athanor_renamed")
            after = try await SchemaObject.all(ofType: "view", on: connection)
        } catch let error as DatabaseError where error.kind == .statement {
            after = nil
        }
        try await connection.query("ROLLBACK TO athanor_dependents")
        try await connection.query("RELEASE athanor_dependents")

        guard let after else { return nil }
        return Set(Set(before).subtracting(after).map(\.name))
    }
}
