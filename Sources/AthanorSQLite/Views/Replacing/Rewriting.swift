internal import Athanor

/// A test of which texts SQLite rewrites when something is renamed, in a savepoint that is rolled back.
struct Rewriting {
    /// The object that is renamed.
    enum Rename {
        /// The table or view itself.
        case relation
        /// Columns of the table or view.
        case columns([String])
    }

    private let name: String
    private let connection: any Connection

    init(of name: String, on connection: any Connection) {
        self.name = name
        self.connection = connection
    }

    /// Returns the names of the objects of a type whose texts change; `nil` when this cannot be found out. Views that
    /// do not work are included: SQLite refuses renames while they exist, and the objects they read are unknown.
    func objects(ofType type: String, whenRenaming rename: Rename) async throws -> Set<SQLiteName>? {
        if let changed = try await objects(ofType: type, whenRenaming: rename, without: []) { return changed }
        var broken: [SchemaObject] = []
        for view in try await SchemaObject.all(ofType: "view", on: connection)
        where !view.name.isSameName(as: name) {
            if try await WorkingViews.failure(of: view, on: connection) != nil { broken.append(view) }
        }
        guard !broken.isEmpty else { return nil }
        return try await objects(ofType: type, whenRenaming: rename, without: broken)
            .map { $0.union(type == "view" ? broken.map { SQLiteName($0.name) } : []) }
    }

    private func objects(
        ofType type: String, whenRenaming rename: Rename, without broken: [SchemaObject]
    ) async throws -> Set<SQLiteName>? {
        let left = Set(broken.map { SQLiteName($0.name) })
        let before = try await SchemaObject.all(ofType: type, on: connection).filter {
            type != "view" || !left.contains(SQLiteName($0.name))
        }
        let isView = try await SchemaObject.named(name, on: connection)?.type == "view"
        let attempt = try await connection.undoingIfAccepted {
            for view in broken { try await connection.query(sql: "DROP VIEW main.\(SQLiteDialect().quote(view.name))") }
            if isView { _ = try await StandIn(for: name, keepingTriggers: false, on: connection) }
            let present = try await EmulatedColumn.all(of: name, on: connection)
            switch rename {
            case .relation:
                try await connection.query(
                    sql: SQLStatement("ALTER TABLE main.\(SQLiteDialect().quote(name)) RENAME TO athanor_renamed"),
                    legacyAlterTable: false)
            case .columns(let columns):
                let renames = columns.filter { present.contains(named: $0) }.enumerated().map { index, column in
                    ColumnRename(name: column, newName: "athanor_rewriting_\(index)")
                }
                try await connection.renameColumns(renames, of: name)
            }
            return try await SchemaObject.all(ofType: type, on: connection)
        }
        guard case .success(let after) = attempt else { return nil }
        return Set(Set(before).subtracting(after).map { SQLiteName($0.name) })
    }
}

extension SchemaObject {
    /// Whether a query in the object's text reads all columns of a relation without naming them.
    var readsAllColumns: Bool {
        guard let sql else { return false }
        let tokens = Lexer.tokens(inAccepted: sql)
        return tokens.contains { $0.isKeyword("NATURAL") }
            || zip(tokens, tokens.dropFirst()).contains { previous, token in
                token.isPunctuation("*") && previous.precedesColumn
            }
    }
}

extension Token {
    /// Whether a `*` after this token means columns; one that multiplies follows an operand.
    var precedesColumn: Bool {
        isPunctuation(",") || isPunctuation(".") || ["SELECT", "DISTINCT", "ALL"].contains { isKeyword($0) }
    }
}
