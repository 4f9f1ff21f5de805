internal import Athanor

/// The settings under which texts that the server wrote are read again: the same ones that they were written under,
/// whatever the database, the role or the revision sets.
///
/// The revision's own query is read under the revision's own settings, and views are filled under them.
enum TextSettings {
    /// With the time zone, in which moments are written: two servers shall write a text alike.
    private static let all = (PinnedSetting.texts + [PinnedSetting("TimeZone", "UTC")]).map {
        $0.kept(as: "athanor.text_\($0.name.lowercased())")
    }

    /// Keeps what the session has until the transaction ends, and pins them.
    static let entering = selecting(all.flatMap { [$0.keeping, $0.pinning] })

    /// Pins them again, after ``leaving``.
    static let pinning = selecting(all.map(\.pinning))

    /// Gives the session back what was kept.
    static let leaving = selecting(all.map(\.leaving))

    /// Statements that run under the session's own settings, between others that do not.
    static func leaving(for statements: [String]) -> [String] {
        statements.isEmpty ? [] : [leaving] + statements + [pinning]
    }

    /// A block gives no rows, which a script would print.
    private static func selecting(_ expressions: [String]) -> String {
        Statement.block("    PERFORM \(expressions.joined(separator: ",\n            "));").text
    }
}
