internal import Athanor

/// The session's search path, for use in Athanor's own statements, which run under the pinned one (``PinnedPath``).
enum SessionPath {
    /// The name of the setting that keeps the session's path while the pinned one is set.
    static let name = "athanor.search_path"

    /// An expression for the path in the form of the setting `search_path`.
    static let text = "pg_catalog.current_setting('\(name)')"

    static let setting = PinnedSetting("search_path", "pg_catalog, pg_temp", keptAs: name)

    /// Statements of a block of Athanor's own that assign a value to a variable, looked up under the session's path.
    /// The statements after them run under the pinned path again.
    /// - Parameters:
    ///   - expression: an expression without operators, its functions and types with their schemas.
    ///   - variable: the name of the variable.
    static func finding(_ expression: String, into variable: String) -> String {
        """
        PERFORM \(taking);
        \(variable) := \(expression);
        PERFORM \(pinning);
        """
    }

    /// An expression that sets the session's own path.
    static let taking = setting.leaving
    /// An expression that pins the path again.
    static let pinning = setting.pinning

    /// An expression that is evaluated under the session's path. That path decides which names it looks up and how it
    /// writes names. It does not decide which operators and functions the expression uses, because these are bound when
    /// the statement is parsed.
    static func evaluating(_ expression: String) -> String {
        "CASE WHEN pg_catalog.set_config('search_path', \(text), true) IS NOT NULL THEN \(expression) END"
    }

    /// An expression for the OID of the relation that a name refers to in the session; NULL if no such relation exists.
    /// - Parameter name: an expression for the name, quoted where necessary.
    static func relation(_ name: String) -> String {
        "(SELECT \(evaluating("pg_catalog.to_regclass(\(name))::pg_catalog.oid")))"
    }
}
