internal import Athanor

/// Timeouts that hold for a while: they are set, and those from before are kept in a setting of Athanor's own, one on top
/// of the other, until they are given back.
///
/// In a transaction that is rolled back, both are undone with it.
enum TimeoutStack {
    /// Sets timeouts, keeping what they are now.
    /// - Parameter settings: names with SQL expressions for the values.
    static func pushing(_ settings: [(name: String, value: String)]) -> Statement {
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

    /// Gives back what the timeouts were; RESET ALL in between has done that and forgotten them.
    static func popping(_ names: [String]) -> Statement {
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

    /// Whether a statement is one of these.
    static func changes(_ statement: Statement) -> Bool {
        statement.origin == nil && statement.text.hasPrefix("SELECT pg_catalog.set_config('")
            && statement.text.contains("'athanor.kept_")
    }

    private static func kept(_ name: String) -> String { "athanor.kept_\(name)" }

    /// What is kept is read before anything is set: a subquery with OFFSET is not merged into its outer query.
    private static func statement(_ changes: [String], from held: [String]) -> Statement {
        Statement(
            own: """
                SELECT \(changes.joined(separator: ",\n       "))
                FROM (SELECT \(held.joined(separator: ",\n             ")) OFFSET 0) AS h
                """)
    }
}
