/// A file of SQL that describes a schema, divided into statements.
package struct SchemaFile: Sendable, Hashable {
    /// The statements, in order.
    package let statements: [SchemaFileStatement]
    /// The renames that its comments say.
    package let renames: [StatedRename]

    /// A file, as a script reader divides it.
    package init(statements: [SchemaFileStatement], renames: [StatedRename] = []) {
        self.statements = statements
        self.renames = renames
    }
}

/// A statement of a file that describes a schema.
package struct SchemaFileStatement: Sendable, Hashable {
    /// What a statement is for.
    package enum Use: Sendable, Hashable {
        /// It makes or changes an object.
        case making
        /// It changes a setting of the session, for the statements after it in the file.
        case setting
        /// It does not run.
        case skipped(Reason)
    }

    /// The reasons why a statement does not run.
    package enum Reason: Sendable, Hashable, CaseIterable {
        /// It reads or changes rows.
        case rows
        /// It is about the whole server, such as CREATE ROLE.
        case server
        /// It begins or ends a transaction, or means nothing outside a client such as `psql`.
        case client

        /// The reason as the end of a sentence that begins with "statements that".
        package var description: String {
            switch self {
            case .rows: "read or change rows"
            case .server: "are about the whole server"
            case .client: "are for a client or a transaction"
            }
        }
    }

    /// The statement.
    package let statement: ScriptStatement
    /// What it is for.
    package let use: Use

    /// A statement, as a script reader finds it.
    package init(_ statement: ScriptStatement, use: Use = .making) {
        self.statement = statement
        self.use = use
    }
}

/// How a failure of a statement is handled while files are loaded.
package enum LoadingVerdict: Sendable, Hashable {
    /// It does not matter, for the given reason.
    case harmless(String)
    /// The statement needs an object that another statement may make later.
    case needsOthers
    /// The statement is wrong in itself, as far as known. It is tried again, like one that needs others.
    case wrong(advice: String? = nil)
}
