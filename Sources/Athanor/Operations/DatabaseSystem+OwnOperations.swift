extension DatabaseSystem {
    /// The steps for the SQL of an operation of your own. The SQL is split and classified as in `op.execute`.
    ///
    /// ```swift
    /// func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
    ///     let table = try database.identifier(table)
    ///     return try database.steps("UPDATE \(table) SET watched = $1", [.boolean(true)])
    /// }
    /// ```
    /// Identifiers go through ``identifier(_:)-(QualifiedName)``. Where the database allows no placeholder, values go
    /// through ``literal(_:)``.
    /// - Parameters:
    ///   - sql: one statement, or several separated by semicolons.
    ///   - values: the values for its placeholders `$1`, `$2` …, on every database; with values, only one statement is
    ///     allowed.
    ///   - name: the name of the SQL's source in errors.
    /// - Throws: ``ScriptError``, ``OperationError``.
    public func steps(_ sql: String, _ values: [Value] = [], of name: String = #fileID) throws -> [LoweredStep] {
        try ExecuteSQL(ExecuteSQL.BoundScript(SourceText(path: name, text: sql).all, values: values)).lower(for: self)
    }

    /// Returns an identifier, checked and in quotes.
    /// - Throws: ``OperationError`` when the database cannot store it unchanged: it is empty, too long, or contains
    ///   NUL.
    public func identifier(_ identifier: String) throws(OperationError) -> String {
        try module.dialect.identifier(identifier)
    }

    /// Returns a qualified name, checked and in quotes.
    /// - Throws: ``OperationError`` as ``identifier(_:)-(String)``.
    public func identifier(_ name: QualifiedName) throws(OperationError) -> String {
        try module.dialect.identifier(name)
    }

    /// Returns a value as a literal, for SQL that cannot have placeholders.
    public func literal(_ value: Value) -> String { module.dialect.literal(value) }
}
