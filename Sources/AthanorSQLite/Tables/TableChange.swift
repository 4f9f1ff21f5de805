internal import Athanor

/// A statement that creates, removes or renames a table, or creates a view, which may take a table's name.
enum TableChange {
    /// `CREATE [VIRTUAL] TABLE [IF NOT EXISTS] name`, `CREATE VIEW …`, `CREATE MATERIALIZED VIEW …`. Temporary ones are
    /// excluded: they take no name of the database.
    case create(QualifiedName)
    /// `DROP TABLE [IF EXISTS] name`.
    case drop(QualifiedName)
    /// `ALTER TABLE name RENAME TO newName`.
    case rename(QualifiedName, to: String)

    init?(_ tokens: [Token]) {
        var cursor = TokenCursor(tokens[...])
        if cursor.accept("CREATE") {
            cursor.accept("OR", "REPLACE")
            guard
                cursor.accept("TABLE") || cursor.accept("VIRTUAL", "TABLE") || cursor.accept("VIEW")
                    || cursor.accept("MATERIALIZED", "VIEW")
            else { return nil }
            cursor.accept("IF", "NOT", "EXISTS")
            guard let name = cursor.acceptQualifiedName() else { return nil }
            self = .create(name)
        } else if cursor.accept("DROP", "TABLE") {
            cursor.accept("IF", "EXISTS")
            guard let name = cursor.acceptQualifiedName() else { return nil }
            self = .drop(name)
        } else if cursor.accept("ALTER", "TABLE") {
            guard let name = cursor.acceptQualifiedName(), cursor.accept("RENAME", "TO"),
                let newName = cursor.acceptName(),
                cursor.isAtEnd
            else { return nil }
            self = .rename(name, to: newName)
        } else {
            return nil
        }
    }

    /// The names that the statement takes or frees.
    var names: [SQLiteName] {
        switch self {
        case .create(let name), .drop(let name): [SQLiteName(name.name)]
        case .rename(let name, let newName): [SQLiteName(name.name), SQLiteName(newName)]
        }
    }

    /// Whether the statement, as written, changes the database itself, not a temporary table or an attached database.
    var isInMain: Bool {
        switch self {
        case .create(let name), .drop(let name), .rename(let name, _):
            name.schema.map(EmulatedView.isMain) ?? true
        }
    }
}
