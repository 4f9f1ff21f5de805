internal import Athanor

/// The state that every refresh of a view changes, also a refresh by other tools: the file of its rows and its row in
/// the catalog.
///
/// A plain refresh writes a new file, and so do `VACUUM FULL` and `CLUSTER`. Every refresh, also a concurrent one,
/// writes a new version of the row of `pg_class`, and so do `ALTER` and `GRANT`. `ANALYZE`, `VACUUM` and `CREATE INDEX`
/// change the row in place, which keeps its `xmin`. Measured on 15, 16 and 18.
struct ViewFileAndRow: Sendable, Hashable {
    private let file: Substring
    private let row: Substring

    /// An SQL expression for the state.
    /// - Parameter relation: the alias of a row of `pg_class`.
    static func expression(of relation: String) -> String {
        "'relfilenode ' || \(relation).relfilenode || ' xmin ' || \(relation).xmin::text"
    }

    /// Reads the state from a text of ``expression(of:)``; `nil` for any other text.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 4, words[0] == "relfilenode", words[2] == "xmin" else { return nil }
        (file, row) = (words[1], words[3])
    }

    /// Returns what happened between this state and a later one; `nil` if nothing did.
    func change(to later: ViewFileAndRow) -> String? {
        if file != later.file { return "was refreshed plainly, or rewritten by VACUUM FULL or CLUSTER" }
        if row != later.row { return "was refreshed concurrently, or altered" }
        return nil
    }
}
