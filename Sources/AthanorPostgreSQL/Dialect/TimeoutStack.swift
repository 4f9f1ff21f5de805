internal import Athanor

/// Temporary timeouts. The previous values are kept, as a stack, in one of Athanor's settings until they are restored.
///
/// If the transaction is rolled back, both changes are undone.
enum TimeoutStack {
    /// Sets timeouts, and keeps their current values.
    /// - Parameter settings: names with SQL expressions for the values.
    static func pushing(_ settings: [(name: String, value: String)]) -> SQLStatement {
        let changes = settings.map { name, value in
            """
            pg_catalog.set_config('\(name)', \(value), false) AS \(name),
                   pg_catalog.set_config('\(kept(name))', h.\(name), false) AS kept_\(name)
            """
        }
        let held = settings.map { name, _ in
            """
            pg_catalog.concat_ws(' ', pg_catalog.current_setting('\(name)'),
                    nullif(pg_catalog.current_setting('\(kept(name))', true), '')) AS \(name)
            """
        }
        return statement(changes, from: held)
    }

    /// Restores the previous timeouts. After RESET ALL in between, they are already restored and the stack is empty.
    static func popping(_ names: [String]) -> SQLStatement {
        let changes = names.map { name in
            """
            pg_catalog.set_config('\(name)', coalesce(nullif(pg_catalog.split_part(h.\(name), ' ', 1), ''),
                    pg_catalog.current_setting('\(name)')), false) AS \(name),
                   pg_catalog.set_config('\(kept(name))', pg_catalog.substr(h.\(name), pg_catalog.strpos(h.\(name) || ' ', ' ') + 1), \
            false) AS kept_\(name)
            """
        }
        return statement(changes, from: names.map { "pg_catalog.current_setting('\(kept($0))', true) AS \($0)" })
    }

    /// An SQL condition: no operation has set this timeout for the statements inside it.
    static func isEmpty(of name: String) -> String {
        "coalesce(pg_catalog.current_setting('\(kept(name))', true), '') = ''"
    }

    /// Whether a statement is one of ``pushing(_:)`` or ``popping(_:)``.
    static func changes(_ statement: SQLStatement) -> Bool {
        statement.origin == nil && statement.text.hasPrefix("SELECT pg_catalog.set_config('")
            && statement.text.contains("'athanor.kept_")
    }

    private static func kept(_ name: String) -> String { "athanor.kept_\(name)" }

    /// A statement that reads the kept values before it sets anything: PostgreSQL does not merge a subquery with OFFSET
    /// into its outer query.
    private static func statement(_ changes: [String], from held: [String]) -> SQLStatement {
        SQLStatement(
            own: """
                SELECT \(changes.joined(separator: ",\n       "))
                FROM (SELECT \(held.joined(separator: ",\n             ")) OFFSET 0) AS h
                """)
    }
}
