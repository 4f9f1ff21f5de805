/// SQL for a view's name as freshness targets write it: parts are quoted only where they need it.
enum ViewNameSQL {
    /// Returns an expression for the name.
    /// - Parameters:
    ///   - schema: an expression for its schema.
    ///   - name: an expression for its name.
    static func text(schema: String, name: String) -> String { "\(part(schema)) || '.' || \(part(name))" }

    private static func part(_ part: String) -> String {
        """
        CASE WHEN \(part) ~ '^([a-z_]|[^\\x01-\\x7f])([a-z0-9_$]|[^\\x01-\\x7f])*$' THEN \(part) \
        ELSE '"' || pg_catalog.replace(\(part), '"', '""') || '"' END
        """
    }
}
