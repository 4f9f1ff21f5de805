internal import Athanor

/// A statement that removes or renames a table.
enum TableChange {
    /// `DROP TABLE [IF EXISTS] name`.
    case drop(QualifiedName)
    /// `ALTER TABLE name RENAME TO newName`.
    case rename(String, to: String)

    init?(_ tokens: [Token]) {
        var cursor = TokenCursor(tokens[...])
        if cursor.accept("DROP", "TABLE") {
            cursor.accept("IF", "EXISTS")
            guard let name = cursor.acceptQualifiedName() else { return nil }
            self = .drop(name)
        } else if cursor.accept("ALTER", "TABLE") {
            guard let name = cursor.acceptQualifiedName(), cursor.accept("RENAME", "TO"),
                let newName = cursor.acceptName(),
                cursor.isAtEnd
            else { return nil }
            self = .rename(name.name, to: newName)
        } else {
            return nil
        }
    }
}
