internal import Athanor

/// The settings under which the server writes texts and parses them again: the same for both, whatever the database,
/// the role or the revision sets.
///
/// The revision's own query is parsed under the revision's own settings, and views are filled under them.
enum TextSettings {
    /// Includes the time zone of timestamps, so that two servers write a text alike.
    private static let all = (PinnedSetting.texts + [PinnedSetting("TimeZone", "UTC")]).map {
        $0.kept(as: "athanor.text_\($0.name.lowercased())")
    }

    /// Saves the session's values until the end of the transaction, and sets fixed values.
    static let entering = selecting(all.flatMap { [$0.keeping, $0.pinning] })

    /// Sets the fixed values again, after ``leaving``.
    static let pinning = selecting(all.map(\.pinning))

    /// Restores the saved values.
    static let leaving = selecting(all.map(\.leaving))

    /// Returns statements that run under the session's own settings, between others that do not.
    static func leaving(for statements: [String]) -> [String] {
        statements.isEmpty ? [] : [leaving] + statements + [pinning]
    }

    /// A block returns no rows, which a script would print.
    private static func selecting(_ expressions: [String]) -> String {
        SQLStatement.block("    PERFORM \(expressions.joined(separator: ",\n            "));").text
    }
}
