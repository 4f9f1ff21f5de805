internal import Athanor

/// The search path for Athanor's own statements.
///
/// Under the session's path, PostgreSQL takes an operator or function from any schema of the path if its argument types
/// fit better than those of the system's own; if `pg_catalog` comes last, the other schemas always take precedence. The
/// pinned path contains only the system's own schema. Temporary objects, which by default hide tables and types, come
/// last.
///
/// Together with the path, Athanor pins the settings by which the server writes and reads constants and names
/// (``PinnedSetting/texts``), so that they read the same everywhere.
///
/// The list of further trusted owners (``MetadataTablesTrust``) is set with them each time, because code of other roles
/// may have changed it since.
///
/// All are changed for the transaction only, in the same round trip. Outside a block that is the statement's own
/// transaction; in a block they are changed back afterwards. If a statement fails, the rollback changes them back.
///
/// Source: PostgreSQL documentation, "Writing SECURITY DEFINER Functions Safely" and "Function Type Resolution".
struct PinnedPath: Sendable {
    /// Keeps the session's path and settings where ``SessionPath`` and ``PinnedSetting`` find them, and sets the pinned
    /// ones and the trusted owners. No other role's code can intercept it: it calls functions with their schema, on
    /// exactly the types that they take.
    let setting: SQLStatement
    /// Sets the trusted owners for a statement that runs under the session's path and reads them.
    let trusting: SQLStatement

    /// - Parameter trustedOwners: roles that may own the metadata tables, in addition to those that are always trusted.
    init(trusting trustedOwners: [String]) {
        let settings = [SessionPath.setting] + PinnedSetting.texts
        trusting = SQLStatement("SELECT \(MetadataTablesTrust.naming(trustedOwners))")
        setting = SQLStatement(
            "SELECT "
                + (settings.flatMap(Self.keeping) + [MetadataTablesTrust.naming(trustedOwners)]).joined(
                    separator: ",\n       "))
    }

    /// Restores the session's path and its settings.
    static let leaving = SQLStatement(
        "SELECT " + ([SessionPath.setting] + PinnedSetting.texts).map(\.leaving).joined(separator: ",\n       "))

    /// The names of all settings that are changed, and of those that keep their values, as literals with commas.
    static var changed: String {
        ([SessionPath.setting] + PinnedSetting.texts).flatMap { [$0.name, $0.kept] }.map { "'\($0)'" }.joined(
            separator: ", ")
    }

    private static func keeping(_ setting: PinnedSetting) -> [String] { [setting.keeping, setting.pinning] }
}
