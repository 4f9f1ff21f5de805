internal import Athanor

/// The search path that statements of Athanor's own run under.
///
/// Under the session's path an operator or a function whose argument types fit better than those of the system's own is
/// taken from whatever schema it stands in, and with `pg_catalog` last everything is. Under this one there is nothing but
/// the system's own; temporary objects, which by default hide tables and types, come last.
///
/// With the path, the settings by which the server writes and reads constants and names (``PinnedSetting/texts``) are set to
/// what reads the same everywhere.
///
/// Whom to trust beside the usual (``MetadataTablesTrust``) is said with them each time: code of others may have set it since.
///
/// All are changed for the transaction only, in the same round trip: outside of a block that is the statement's own
/// transaction, and in a block it is changed back. Where a statement fails, the rollback changes it back.
///
/// Source: PostgreSQL documentation, "Writing SECURITY DEFINER Functions Safely" and "Function Type Resolution".
struct PinnedPath: Sendable {
    /// Keeps the session's path where ``SessionPath`` finds it, and sets the pinned one. Nothing in it can be hijacked: it
    /// calls functions with their schema, on the very types that these take.
    let setting: Statement
    /// Says whom to trust, to a statement that runs under the session's path and asks for it.
    let trusting: Statement

    /// - Parameter trustedOwners: roles that Athanor's own tables may belong to, beside the usual.
    init(trusting trustedOwners: [String]) {
        let settings = [SessionPath.setting] + PinnedSetting.texts
        trusting = Statement("SELECT \(MetadataTablesTrust.naming(trustedOwners))")
        setting = Statement(
            "SELECT "
                + (settings.flatMap(Self.keeping) + [MetadataTablesTrust.naming(trustedOwners)]).joined(
                    separator: ",\n       "))
    }

    /// Gives the session its path and its settings back.
    static let leaving = Statement(
        "SELECT " + ([SessionPath.setting] + PinnedSetting.texts).map(\.leaving).joined(separator: ",\n       "))

    /// The names of all settings that are changed, as literals with commas.
    static var changed: String {
        ([SessionPath.setting] + PinnedSetting.texts).flatMap { [$0.name, $0.kept] }.map { "'\($0)'" }.joined(
            separator: ", ")
    }

    private static func keeping(_ setting: PinnedSetting) -> [String] { [setting.keeping, setting.pinning] }
}
