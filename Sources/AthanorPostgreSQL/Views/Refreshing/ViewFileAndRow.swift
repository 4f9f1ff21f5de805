internal import Athanor

/// What changes with every refresh of a view, whoever makes it: the file of its rows and its row in the catalog.
///
/// A plain refresh writes a new file, and so do `VACUUM FULL` and `CLUSTER`. Every refresh, a concurrent one too, writes the
/// row of `pg_class` anew, and so do `ALTER` and `GRANT`; `ANALYZE`, `VACUUM` and `CREATE INDEX` change it in its place,
/// which leaves its `xmin`. Measured on 15, 16 and 18.
struct ViewFileAndRow: Sendable, Hashable {
    private let file: Substring
    private let row: Substring

    /// The SQL of the state.
    /// - Parameter relation: the alias of a row of `pg_class`.
    static func expression(of relation: String) -> String {
        "'relfilenode ' || \(relation).relfilenode || ' xmin ' || \(relation).xmin::text"
    }

    /// The state in a text that ``expression(of:)`` gave; `nil` for any other text.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 4, words[0] == "relfilenode", words[2] == "xmin" else { return nil }
        (file, row) = (words[1], words[3])
    }

    /// What must have happened before a view had a later state; `nil` for nothing.
    func change(to later: ViewFileAndRow) -> String? {
        if file != later.file { return "was refreshed plainly, or rewritten by VACUUM FULL or CLUSTER" }
        if row != later.row { return "was refreshed concurrently, or altered" }
        return nil
    }
}
