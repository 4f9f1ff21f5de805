internal import Athanor

/// The session's search path, for statements of Athanor's own, which do not run under it.
enum SessionPath {
    /// The name of the setting that it is kept in meanwhile.
    static let name = "athanor.search_path"

    /// An expression for the path as the setting shows it.
    static let text = "pg_catalog.current_setting('\(name)')"

    static let setting = PinnedSetting("search_path", "pg_catalog, pg_temp", keptAs: name)

    /// Statements of a block of Athanor's own: they give a variable something that is found by the session's path. What stands
    /// after them does not run under that.
    /// - Parameters:
    ///   - expression: an expression without operators, its functions and types with their schemas.
    ///   - variable: the variable.
    static func finding(_ expression: String, into variable: String) -> String {
        """
        PERFORM \(taking);
        \(variable) := \(expression);
        PERFORM \(pinning);
        """
    }

    /// An expression that gives the session its own path.
    static let taking = setting.leaving
    /// An expression that pins the path again.
    static let pinning = setting.pinning

    /// An expression that is evaluated under the session's path: what it looks up by name and how it writes names follow
    /// that. The operators and functions in it do not, since they are bound when the statement is read.
    static func evaluating(_ expression: String) -> String {
        "CASE WHEN pg_catalog.set_config('search_path', \(text), true) IS NOT NULL THEN \(expression) END"
    }

    /// An expression for the OID of the relation that a name means in the session; NULL when there is none.
    /// - Parameter name: an expression for the name, in quotes where it needs them.
    static func relation(_ name: String) -> String {
        "(SELECT \(evaluating("pg_catalog.to_regclass(\(name))::pg_catalog.oid")))"
    }
}
