/// The statements of a step for the present catalog.
package struct CatalogPreview: Sendable {
    /// The statements that the step would run.
    package let statements: [SQLStatement]
    /// The names of the objects that they change.
    package let changes: Set<String>
    /// Returns whether an earlier step may change what the preview was made from. It gets that step, and the
    /// ``changes`` of that step's preview.
    package let isOutdated: @Sendable (_ step: LoweredStep, _ changes: Set<String>) -> Bool

    /// Creates a preview.
    /// - Parameters:
    ///   - statements: the statements that the step would run.
    ///   - changes: the names of the objects that they change.
    ///   - isOutdated: returns whether an earlier step may change what the preview was made from.
    package init(
        _ statements: [SQLStatement], changes: Set<String>,
        isOutdated: @escaping @Sendable (_ step: LoweredStep, _ changes: Set<String>) -> Bool
    ) {
        self.statements = statements
        self.changes = changes
        self.isOutdated = isOutdated
    }
}

/// A setting that applies when a step reads the catalog.
package enum HeldSetting: Sendable {
    /// Lasts until the transaction ends.
    case transaction(SQLStatement)
    /// Lasts until the revision ends.
    case revision(SQLStatement)
}
