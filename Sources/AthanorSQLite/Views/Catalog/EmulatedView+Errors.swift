internal import Athanor

/// Errors in terms of the view. SQLite's messages name the objects behind an emulated view, which users do not know.
extension EmulatedView {
    /// The error for reading a view without data, the same as PostgreSQL's.
    var unpopulatedMessage: String { "materialized view \"\(name)\"" + Self.unpopulatedEnd }
    private static let unpopulatedEnd = " has not been populated"

    /// Rewrites an error about the objects behind a view in terms of the view.
    static func explain(_ error: inout DatabaseFailure) {
        explainDuplicates(&error)
        explainBrokenDefinition(&error)
        explainUnpopulated(&error)
        explainChangedColumns(&error)
    }

    /// Explains `UNIQUE constraint failed: athanor_rows_daily.user_id, athanor_rows_daily.day`.
    private static func explainDuplicates(_ error: inout DatabaseFailure) {
        guard error.code == "SQLITE_CONSTRAINT_UNIQUE",
            let full = SQLiteName(error.message).rest(after: "UNIQUE constraint failed: " + rowsPrefix)
        else { return }
        // A name may begin with a combining character. Swift would join that to the dot before it.
        let scalars = full.unicodeScalars
        guard let nameEnd = scalars.prefix(while: { $0 != "," }).lastIndex(of: ".") else { return }
        let name = String(scalars[..<nameEnd])
        let columns = String(scalars[scalars.index(after: nameEnd)...])
            .replacingBytes(of: ", \(rowsPrefix)\(name).", with: ", ")
        error.detail = DatabaseFailure.beforeMessageOfSQLite + error.message
        error.message = "the rows of materialized view \"\(name)\" are not unique in (\(columns))"
        error.advice =
            "Its unique index on (\(columns)) requires unique rows: correct the query or the data that it reads, "
            + "or drop the index."
    }

    /// Explains `UNIQUE constraint failed: index 'by_name'`, SQLite's message for an index over expressions. It does
    /// not name the table.
    func explainDuplicatesOfExpressions(_ error: inout DatabaseFailure) {
        guard error.code == "SQLITE_CONSTRAINT_UNIQUE",
            let rest = SQLiteName(error.message).rest(after: "UNIQUE constraint failed: index '"),
            rest.utf8.last == 0x27
        else { return }
        let index = String(decoding: rest.utf8.dropLast(), as: UTF8.self)
        error.detail = DatabaseFailure.beforeMessageOfSQLite + error.message
        error.message =
            "the rows of materialized view \"\(name)\" are not unique in the expressions of index \"\(index)\""
        error.advice = "Correct the query or the data that it reads, or drop the index."
    }

    /// Explains `error in view athanor_definition_daily after drop column: no such column: day`.
    private static func explainBrokenDefinition(_ error: inout DatabaseFailure) {
        guard let rest = SQLiteName(error.message).rest(after: "error in view " + definitionPrefix) else { return }
        let (name, moment, reason): (Substring, String, Substring)
        if let match = rest.wholeMatch(of: /(.+?)( after (?:rename|drop column|add column)): (.+)/) {
            (name, moment, reason) = (match.1, String(match.2), match.3)
        } else if let match = rest.wholeMatch(of: /(.+?): (.+)/) {
            (name, moment, reason) = (match.1, "", match.2)
        } else {
            return
        }
        error.detail = DatabaseFailure.beforeMessageOfSQLite + error.message
        error.message = "materialized view \"\(name)\" would no longer work\(moment): \(reason)"
        error.advice = "Drop the materialized view first, or give it a definition that suits both."
    }

    /// Explains `JSON path error near 'materialized view "daily" has not been populated'`, or `bad JSON path: '…'`.
    private static func explainUnpopulated(_ error: inout DatabaseFailure) {
        guard error.message.contains("JSON path"), error.message.contains(unpopulatedEnd),
            let start = error.message.firstIndex(of: "'"), let end = error.message.lastIndex(of: "'"), start < end
        else { return }
        error.message = String(error.message[start..<end].dropFirst()).replacing("''", with: "'")
        error.hint = "Use the REFRESH MATERIALIZED VIEW command."
    }

    /// Explains `table athanor_rows_daily has 2 columns but 3 values were supplied`.
    private static func explainChangedColumns(_ error: inout DatabaseFailure) {
        let pattern =
            /table (?:main\.|temp\.)?athanor_rows_(?<name>.+) has (?<before>\d+) columns but (?<now>\d+) values were supplied/
        guard let match = error.message.wholeMatch(of: pattern) else { return }
        error.detail = DatabaseFailure.beforeMessageOfSQLite + error.message
        error.message =
            "materialized view \"\(match.name)\" has \(match.before) columns, and its query now gives \(match.now)"
        error.advice =
            "A table or view that its SELECT * reads has other columns now, or has them in another order. Replace the view's "
            + "definition in a new revision, and name its columns in place of the *."
    }

    /// Returns the name in `cannot modify daily because it is a view`.
    static func nameOfUnmodifiable(in message: String) -> String? {
        message.wholeMatch(of: /cannot modify (?<name>.+) because it is a view/).map { String($0.name) }
    }

    /// Rewrites the refusal of a write in PostgreSQL's words, if the view is materialized.
    static func explainUnmodifiable(_ name: String, _ error: inout DatabaseFailure) {
        error.detail = DatabaseFailure.beforeMessageOfSQLite + error.message
        error.message = "cannot change materialized view \"\(name)\""
        error.advice =
            "Its rows are the result of its query at the last refresh: change the data that the query reads, and "
            + "refresh it."
    }
}

extension DatabaseFailure {
    fileprivate static let beforeMessageOfSQLite = "SQLite says: "

    /// SQLite's own message, also where Athanor's message names an emulated view instead.
    var messageOfSQLite: String {
        detail.flatMap { SQLiteName($0).rest(after: Self.beforeMessageOfSQLite) } ?? message
    }
}
