internal import Athanor

/// A statement about the whole server, whose effect is not limited to the database: roles, databases, tablespaces,
/// subscriptions and the server's own settings.
struct ServerStatement {
    /// The role that it creates; `nil` for every other statement.
    let createdRole: String?

    /// Recognizes a statement by its text; `nil` for a statement about the database only.
    init?(_ statement: SQLStatement) {
        guard !statement.isOwn, Self.mayBe(statement.text) else { return nil }
        let bytes = Array(statement.text.utf8)
        var splitter = StatementSplitter(bytes)
        guard let piece = try? splitter.next(), Self.isAboutServer(piece.shape) else { return nil }
        createdRole = piece.shape[0] == "CREATE" ? Self.role(in: statement.text) : nil
    }

    /// Whether a statement of this shape is about the whole server.
    static func isAboutServer(_ shape: StatementShape) -> Bool {
        switch shape[0] {
        case "CREATE", "ALTER", "DROP":
            switch shape[1] {
            case "ROLE", "GROUP", "DATABASE", "TABLESPACE", "SUBSCRIPTION": return true
            case "USER": return shape[2] != "MAPPING"
            // Privileges on databases and tablespaces are shared, so are owned databases.
            case "SYSTEM", "OWNED": return true
            default: return false
            }
        case "REASSIGN": return true
        case "GRANT", "REVOKE":
            // Without ON, it is about membership in a role.
            guard let on = shape.words.firstIndex(of: "ON") else { return true }
            guard ["DATABASE", "TABLESPACE", "PARAMETER"].contains(shape[on + 1] ?? "") else { return false }
            // The words are also possible names of tables.
            return shape[on + 2] != "TO" && shape[on + 2] != "FROM"
        case "COMMENT", "SECURITY":
            guard let on = shape.words.firstIndex(of: "ON") else { return false }
            return ["DATABASE", "ROLE", "TABLESPACE", "SUBSCRIPTION"].contains(shape[on + 1] ?? "")
        default: return false
        }
    }

    /// A quick check by the first letters, because every statement on a scratch database is looked at.
    private static func mayBe(_ text: String) -> Bool {
        // A comment may come first.
        let first = text.utf8.first { $0 > 0x20 }.map { $0 | 0x20 }
        return first.map { "cadgr-/s".utf8.contains($0) } ?? false
    }

    private static func role(in text: String) -> String? {
        var tokens = ViewStatementTokens(SourceText(path: "", text: text).all)
        tokens.accept("CREATE")
        guard tokens.accept("ROLE") || tokens.accept("USER") || tokens.accept("GROUP") else { return nil }
        return tokens.acceptName()
    }
}
