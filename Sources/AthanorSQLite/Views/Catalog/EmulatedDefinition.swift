internal import Athanor

/// The definition of an emulated view: a query, and names for its columns.
struct EmulatedDefinition: Sendable {
    private static let candidate = "athanor_candidate_definition"

    /// The names for the first columns.
    let columns: [String]
    let query: ViewQuery
    /// The statement that contains the definition; `nil` for a typed operation.
    let statement: SourceSlice?

    /// The place for errors.
    var origin: SourceSlice { statement ?? query.slice }

    init(columns: [String], query: ViewQuery, statement: SourceSlice?) {
        self.columns = columns
        self.query = query
        self.statement = statement
    }

    /// Creates the definition of a typed operation.
    /// - Throws: ``OperationError`` or ``ScriptError`` when the query is not one statement.
    init(columns: [String], query: Athanor.ViewQuery, of name: QualifiedName) throws {
        let source = try query.source(of: "materialized view \(name)")
        var tokens = try Lexer.tokens(in: source.all)[...]
        while tokens.last?.isPunctuation(";") == true { tokens.removeLast() }
        if let semicolon = tokens.first(where: { $0.isPunctuation(";") }) {
            throw OperationError(
                "the query of materialized view \"\(name)\" is more than one statement",
                at: source.place(atUTF8: semicolon.utf8Range.lowerBound), advice: "Give one SELECT.")
        }
        guard let query = ViewQuery(tokens, in: source) else {
            throw OperationError("the query of materialized view \"\(name)\" is empty", advice: "Give it a SELECT.")
        }
        self.init(columns: columns, query: query, statement: nil)
    }

    /// Returns the columns of the query. All changes for this are rolled back.
    /// - Parameter attempt: the work to do while a view with this definition exists; it gets the view's name.
    /// - Throws: ``DatabaseFailure`` with its exact place; ``OperationError``.
    func foundColumns(
        on connection: any Connection, meanwhile attempt: (String) async throws -> Void = { _ in }
    ) async throws -> [EmulatedColumn] {
        try await query.check(on: connection)
        let found = try await connection.undoing {
            let found: [EmulatedColumn]
            do {
                try await connection.query(
                    sql: SQLStatement(
                        "CREATE VIEW main.\(SQLiteDialect().quote(Self.candidate)) AS\n\(query.slice.text)",
                        rewrittenFrom: origin))
                found = try await EmulatedColumn.all(of: Self.candidate, on: connection)
            } catch let error as DatabaseFailure {
                throw refusalOfForeignSource(error) ?? error
            }
            try await attempt(Self.candidate)
            return found
        }
        guard columns.count <= found.count else {
            throw OperationError(
                "\(columns.count) columns are named, and the query gives \(found.count)", at: statement?.start,
                advice: "Name as many columns as the query has.")
        }
        return found.enumerated().map { index, column in
            EmulatedColumn(
                name: index < columns.count ? columns[index] : column.name, declaredType: column.declaredType)
        }
    }

    /// Returns the error for a query that SQLite can read, but not as a view. A view may read only the database itself,
    /// not temporary or attached objects.
    private func refusalOfForeignSource(_ error: any Error) -> (any Error)? {
        guard let message = (error as? DatabaseFailure)?.message else { return nil }
        let tokens = Lexer.tokens(inAccepted: query.slice.text)
        let (name, source): (String, String)
        if let match = message.wholeMatch(of: /view .+ cannot reference objects in database (?<name>.+)/) {
            name = String(match.name)
            source = name.isSameName(as: "temp") ? "a temporary table or view" : "the attached database \"\(name)\""
        } else if let match = message.wholeMatch(of: /no such table: main\.(?<name>.+)/) {
            name = String(match.name)
            source = "\"\(name)\", which is temporary or in an attached database"
        } else {
            return nil
        }
        let token = tokens.first { $0.name?.isSameName(as: name) == true }
        return OperationError(
            "the query of a materialized view reads \(source)",
            at: token.map {
                query.slice.source.place(atUTF8: query.slice.utf8Range.lowerBound + $0.utf8Range.lowerBound)
            },
            advice: "Use tables and views of the database itself, which exist when the view is refreshed.")
    }

    /// Returns the statement that creates the view with the query.
    ///
    /// Named columns keep their names when a column that the query reads is renamed. A query with a * gets no column
    /// names, because one more column in the table would make the definition invalid. A compound query gets only the
    /// revision's names: if a view has a column list, SQLite 3.40 reads integers as reals where another part of the
    /// compound gives reals.
    func creating(for view: EmulatedView, columns found: [EmulatedColumn]) -> SQLStatement {
        let namesColumns = !query.hasStar && !(query.isCompound && columns.isEmpty)
        return view.creatingDefinition(
            columns: namesColumns ? found.map(\.name) : nil, query: query.slice, origin: origin)
    }
}
