/// SQL as a text that is the same for the same tokens, independent of comments and white space.
struct ComparableScripts: Sendable {
    let reader: any ScriptReader

    /// Returns the statements of a script, each with the query of the file that it names.
    /// - Returns: `nil` for a script that cannot be read.
    func statements(of bound: ExecuteSQL.BoundScript, files: DefinitionFiles) -> [ScriptStatement]? {
        let statements =
            bound.values.isEmpty
            ? try? reader.statements(in: bound.script) : try? reader.statementsWithPlaceholders(in: bound.script)
        return statements?.map { statement in
            // If a file is missing, the words that name it remain. No query contains them.
            statement.freshness == nil ? (try? statement.expanded(with: files, by: reader)) ?? statement : statement
        }
    }

    /// Returns the text of a statement, token by token.
    func text(of statement: ScriptStatement) -> String {
        reader.tokens(of: statement).map(\.comparableQuoted).joined(separator: " ")
    }

    /// Returns the text of SQL at its place in a file.
    func text(of slice: SourceSlice) -> String {
        guard let statements = try? reader.statements(in: slice) else { return slice.text.comparableQuoted }
        return "[\(statements.map(text).joined(separator: "; "))]"
    }

    /// Returns the text of a statement that a step runs. A directive in a comment, and SQL that cannot be split, is
    /// represented by its text.
    func text(of statement: SQLStatement) -> String {
        let script = SourceText(path: "", text: statement.text).all
        let statements =
            statement.values.isEmpty
            ? try? reader.statements(in: script) : try? reader.statementsWithPlaceholders(in: script)
        guard let statements, !statements.isEmpty, statements.allSatisfy({ $0.freshness == nil }) else {
            return statement.text.comparableQuoted
        }
        return statements.map(text).joined(separator: "; ")
    }

    /// Returns the text of a view's query, from any source.
    func text(of query: ViewQuery) -> String {
        guard let source = try? query.source(of: "a view") else { return "no query" }
        return text(of: source.all)
    }
}
