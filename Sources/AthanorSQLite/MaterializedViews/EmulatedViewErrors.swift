internal import Athanor

/// SQLite speaks of the objects behind an emulated view; people know the view.
extension EmulatedView {
    /// What reading a view without data says, as PostgreSQL does.
    var unpopulatedMessage: String { "materialized view \"\(name)\"" + Self.unpopulatedEnd }
    private static let unpopulatedEnd = " has not been populated"

    /// Puts an error about what is behind a view into terms of the view.
    static func explain(_ error: inout DatabaseError) {
        explainDuplicates(&error)
        explainUnpopulated(&error)
        explainChangedColumns(&error)
    }

    /// From `UNIQUE constraint failed: athanor_rows_daily.user_id, athanor_rows_daily.day`.
    private static func explainDuplicates(_ error: inout DatabaseError) {
        let prefix = "UNIQUE constraint failed: "
        guard error.code == "SQLITE_CONSTRAINT_UNIQUE", error.message.hasPrefix(prefix + rowsPrefix) else { return }
        let full = error.message.dropFirst(prefix.count + rowsPrefix.count)
        guard let nameEnd = full.prefix(while: { $0 != "," }).lastIndex(of: ".") else { return }
        let name = full[..<nameEnd]
        let columns = full.components(separatedBy: ", \(rowsPrefix)\(name).").joined(separator: ", ")
            .dropFirst(name.count + 1)
        error.detail = "SQLite says: \(error.message)"
        error.message = "the rows of materialized view \"\(name)\" are not unique in (\(columns))"
        error.advice =
            "Its unique index on (\(columns)) wants one row for each: correct the query or the data that it reads, "
            + "or drop the index."
    }

    /// From `JSON path error near 'materialized view "daily" has not been populated'`, or `bad JSON path: '…'`.
    private static func explainUnpopulated(_ error: inout DatabaseError) {
        guard error.message.contains("JSON path"), error.message.contains(unpopulatedEnd),
            let start = error.message.firstIndex(of: "'"), let end = error.message.lastIndex(of: "'"), start < end
        else { return }
        error.message = String(error.message[start..<end].dropFirst()).replacing("''", with: "'")
        error.hint = "Use the REFRESH MATERIALIZED VIEW command."
    }

    /// From `table athanor_rows_daily has 2 columns but 3 values were supplied`.
    private static func explainChangedColumns(_ error: inout DatabaseError) {
        let pattern =
            /table (?:main\.|temp\.)?athanor_rows_(?<name>.+) has (?<before>\d+) columns but (?<now>\d+) values were supplied/
        guard let match = error.message.wholeMatch(of: pattern) else { return }
        error.detail = "SQLite says: \(error.message)"
        error.message =
            "materialized view \"\(match.name)\" has \(match.before) columns, and its query now gives \(match.now)"
        error.advice =
            "A table that its SELECT * reads has got or lost columns. Replace the view's definition in a new revision, and "
            + "name its columns in place of the *."
    }

    /// The name in `cannot modify daily because it is a view`.
    static func nameOfUnmodifiable(in message: String) -> String? {
        message.wholeMatch(of: /cannot modify (?<name>.+) because it is a view/).map { String($0.name) }
    }

    /// Puts the refusal of a write into PostgreSQL's words, once it is known that the view is materialized.
    static func explainUnmodifiable(_ name: String, _ error: inout DatabaseError) {
        error.detail = "SQLite says: \(error.message)"
        error.message = "cannot change materialized view \"\(name)\""
        error.advice = "Its rows are what its query gave at the last refresh: change what that reads, and refresh it."
    }
}
