public import Athanor

/// Splits a script into statements by SQLite's rules and says how each must be executed.
public struct SQLiteScriptReader: ScriptReader {
    /// A reader.
    public init() {}

    /// The statements of a script, in order.
    ///
    /// Refused are statements that begin or end transactions (savepoints may be used), commands of the `sqlite3` shell,
    /// and quotes, comments and trigger bodies that are not closed.
    /// - Throws: `ScriptError` with the place and what to do.
    public func statements(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement] {
        var splitter = StatementSplitter(script)
        var statements: [ScriptStatement] = []
        while let tokens = try splitter.next(after: statements.last) {
            guard let first = tokens.first, let last = tokens.last else { continue }
            let slice = SourceSlice(
                source: script.source, utf8Range: first.utf8Range.lowerBound..<last.utf8Range.upperBound)
            let command = StatementCommand(tokens)
            try command.refuseIfTransactionControl(at: slice.start, after: statements.last)
            statements.append(
                ScriptStatement(slice: slice, execution: command.execution, command: command.name))
        }
        return statements
    }
}
