internal import Athanor

extension PostgreSQLDialect {
    /// The text of a view's query, as ``querySource(_:of:)`` gives it.
    /// - Throws: ``OperationError``.
    func query(_ query: ViewQuery, of object: String) throws(OperationError) -> String {
        try querySource(query, of: object).text
    }

    /// The query of a view as it stands in its source: without closing semicolons and the comments around it, so that
    /// other words can follow on a line of their own.
    /// - Parameter object: what it is the query of: `materialized view daily_usage`.
    /// - Throws: ``OperationError`` when its file could not be read, or when it is no statement or more than one.
    func querySource(_ query: ViewQuery, of object: String) throws(OperationError) -> SourceSlice {
        let source = try query.source(of: object)
        let statements: [ScriptStatement]
        do throws(ScriptError) {
            statements = try PostgreSQLScriptReader().statements(in: source.all)
        } catch {
            throw OperationError(error.message, at: error.place, advice: error.advice)
        }
        guard let statement = statements.first else {
            throw OperationError(
                "the query of \(object) is empty", at: source.all.start, advice: "Write a SELECT statement.")
        }
        if statements.count > 1 {
            throw OperationError(
                "the query of \(object) goes on after its end: here begins a second statement",
                at: statements[1].slice.start,
                advice: "Leave the query alone there, and put what else is to run into a directive of its own.")
        }
        return statement.slice
    }
}
