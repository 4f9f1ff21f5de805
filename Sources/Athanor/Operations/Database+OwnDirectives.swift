extension Database {
    /// What SQL of an operation of one's own becomes: split and classified as in `op.execute`.
    ///
    /// ```swift
    /// func lower(for database: any Database) throws -> [LoweredStep] {
    ///     let table = try database.dialect.identifier(table)
    ///     return try database.steps("SELECT audit.watch('\(table)')")
    /// }
    /// ```
    /// Identifiers go through ``Dialect/identifier(_:)-(QualifiedName)``, values through ``Dialect/literal(_:)``.
    /// - Parameters:
    ///   - sql: one statement, or several divided by semicolons.
    ///   - name: what errors call the SQL's place.
    /// - Throws: ``ScriptError``, ``OperationError``.
    public func steps(_ sql: String, of name: String = #fileID) throws -> [LoweredStep] {
        try ExecuteSQL(script: SourceText(path: name, text: sql).all).lower(for: self)
    }
}
