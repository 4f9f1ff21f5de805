extension DatabaseSystem {
    /// The steps for the SQL of a custom operation. The SQL is split and classified as in `op.execute`.
    ///
    /// ```swift
    /// func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
    ///     let table = try database.dialect.identifier(table)
    ///     return try database.steps("SELECT audit.watch('\(table)')")
    /// }
    /// ```
    /// Identifiers go through ``SQLText/identifier(_:)-(QualifiedName)``, values through ``SQLText/literal(_:)``.
    /// - Parameters:
    ///   - sql: one statement, or several separated by semicolons.
    ///   - name: the name of the SQL's source in errors.
    /// - Throws: ``ScriptError``, ``OperationError``.
    public func steps(_ sql: String, of name: String = #fileID) throws -> [LoweredStep] {
        try ExecuteSQL(script: SourceText(path: name, text: sql).all).lower(for: self)
    }
}
