internal import Athanor

/// Athanor's own statement `CREATE OR REPLACE VIEW name [(columns)] AS query`, which SQLite does not have.
struct ReplacingViewStatement {
    /// The operation that the statement expresses.
    let operation: ViewOperation

    /// Parses a statement.
    /// - Throws: ``OperationError`` with the place.
    init(parsing statement: SourceSlice) throws {
        var parser = try ViewStatementParser(statement)
        parser.accept("CREATE", "OR", "REPLACE", "VIEW")
        let name = try parser.viewName()
        let columns = parser.acceptNameList() ?? []
        guard parser.accept("AS"), let first = parser.rest.first, let last = parser.rest.last else {
            throw OperationError(
                "AS and a query were expected here", at: parser.place,
                advice: "On SQLite, write CREATE OR REPLACE VIEW name [(columns)] AS SELECT …; other clauses are "
                    + "PostgreSQL's.")
        }
        let query = statement.source[first.utf8Range.lowerBound..<last.utf8Range.upperBound]
        operation = .replace(
            ViewDefinition(QualifiedName(schema: nil, name: name), as: .written(query), columns: columns), was: nil)
    }
}
