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
        try query.statement(of: object, by: PostgreSQLScriptReader())
    }
}
