/// Splits a script into statements and classifies how each must be run. Pure.
package protocol ScriptReader: Sendable {
    /// Returns the statements of a script, in order.
    ///
    /// Rejects, with the place and advice: statements that begin or end transactions, commands of the database's
    /// interactive client, and data that follows `COPY … FROM stdin`.
    /// - Parameter script: a section of a revision file, or SQL given to `op.execute`.
    /// - Throws: ``ScriptError``.
    func statements(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement]

    /// Returns the statements of a script whose placeholders `$1`, `$2` … will get values.
    /// - Throws: ``ScriptError``.
    func statementsWithPlaceholders(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement]

    /// Returns the statements of a file that describes a schema, such as the output of the database's dump program.
    ///
    /// Does not reject what a dump contains besides objects: transactions, data, commands of the interactive client.
    /// They do not run.
    /// - Throws: ``ScriptError``.
    func schemaFile(_ file: SourceText) throws(ScriptError) -> SchemaFile

    /// Returns the file from which a statement that creates a view takes its query: `CREATE … VIEW … AS FILE 'path' …`,
    /// a form of Athanor's own. `nil` for every other statement.
    func definitionFile(in statement: ScriptStatement) -> DefinitionFileReference?

    /// Returns the tokens of a statement as the database's own lexer splits them, without comments and white space.
    /// Texts that are the same for the database have the same tokens: case is dropped where it has no meaning.
    func tokens(of statement: ScriptStatement) -> [String]

    /// Returns what a statement states about views, as far as known without running it; nothing for most statements. A
    /// definition file has been replaced by its query.
    func viewStatements(in statement: ScriptStatement) -> [ViewStatement]
}

extension ScriptReader {
    /// Returns the statements as for any script.
    package func statementsWithPlaceholders(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement] {
        try statements(in: script)
    }

    /// Returns nothing.
    package func viewStatements(in statement: ScriptStatement) -> [ViewStatement] { [] }

    /// Returns `nil`.
    package func definitionFile(in statement: ScriptStatement) -> DefinitionFileReference? { nil }
}

/// A statement of a script.
package struct ScriptStatement: Sendable, Hashable {
    /// The text, without the semicolon at the end and without white space and comments around it.
    package let slice: SourceSlice
    /// The way in which it must be run.
    package let execution: StatementExecution
    /// Its leading keywords in capitals, as `CREATE MATERIALIZED VIEW`.
    package let command: String
    /// The freshness target of a view, if this is a directive in a comment and not a statement of the database.
    package let freshness: ScriptedFreshness?

    /// Creates a statement, as a script reader does.
    package init(slice: SourceSlice, execution: StatementExecution, command: String) {
        self.slice = slice
        self.execution = execution
        self.command = command
        freshness = nil
    }

    /// Creates a statement for a directive in a comment.
    init(slice: SourceSlice, _ freshness: ScriptedFreshness) {
        self.slice = slice
        self.freshness = freshness
        execution = .inTransaction
        command = ScriptedFreshness.command
    }
}

/// The way in which a statement must be run.
package enum StatementExecution: Sendable, Hashable {
    /// In the transaction of its revision.
    case inTransaction
    /// On its own: the database rejects it in a transaction, or the revision requested this.
    case alone
}
