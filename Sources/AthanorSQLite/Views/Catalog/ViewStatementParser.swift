internal import Athanor

/// A parser for the statements on materialized views, which SQLite's own grammar does not have.
struct ViewStatementParser {
    private let statement: SourceSlice
    private var cursor: TokenCursor

    init(_ statement: SourceSlice) throws(ScriptError) {
        self.statement = statement
        cursor = TokenCursor(try Lexer.tokens(in: statement)[...])
    }

    /// Consumes these keywords if they all come next.
    @discardableResult
    mutating func accept(_ keywords: String...) -> Bool {
        // A variadic cannot be passed on; the words are few.
        var ahead = cursor
        for keyword in keywords where !ahead.accept(keyword) { return false }
        cursor = ahead
        return true
    }

    /// Consumes a comma if it comes next.
    mutating func acceptComma() -> Bool { cursor.acceptPunctuation(",") }

    /// Consumes `(name, name …)` if it comes next.
    mutating func acceptNameList() -> [String]? { cursor.acceptNameList() }

    /// Consumes the name of a view.
    /// - Throws: ``OperationError`` when no name comes next, or its schema is not `main`.
    mutating func viewName() throws -> String {
        let place = place
        guard let name = cursor.acceptQualifiedName() else {
            throw OperationError(
                "a view's name is missing", at: place, advice: "Write the name of the materialized view.")
        }
        return try name.emulatedName(at: place)
    }

    /// Consumes a name without a schema.
    /// - Throws: ``OperationError`` when no name comes next, or it is empty.
    mutating func plainName(advice: String) throws -> String {
        let place = place
        guard let name = cursor.acceptName(), !name.isEmpty else {
            throw OperationError("a name is missing", at: place, advice: advice)
        }
        return name
    }

    /// The place where the next token begins, or where the statement ends.
    var place: SourcePlace {
        let offset = cursor.rest.first?.utf8Range.lowerBound ?? statement.utf8Range.upperBound
        return statement.source.place(atUTF8: offset)
    }

    /// The tokens that are not consumed yet.
    var rest: ArraySlice<Token> { cursor.rest }

    /// Checks that no token follows.
    /// - Throws: ``OperationError``.
    func end(advice: String) throws {
        guard let token = cursor.rest.first else { return }
        throw OperationError("\"\(token.text)\" was not expected here", at: place, advice: advice)
    }
}

extension QualifiedName {
    /// Returns the name of an emulated view. All emulated views are in `main`.
    /// - Throws: ``OperationError`` for another schema.
    func emulatedName(at place: SourcePlace? = nil) throws -> String {
        if let schema, !EmulatedView.isMain(schema) {
            throw OperationError(
                "SQLite has no schema \"\(schema)\" for the materialized view \"\(name)\"", at: place,
                advice: "Leave the schema out.")
        }
        return name
    }
}
