/// What a step comes to, given the catalog as it is.
public struct CatalogPreview: Sendable {
    /// The statements that it would run.
    public let statements: [Statement]
    /// The names of the objects that they change.
    public let changes: Set<String>
    /// Whether a step that is to run before this one may change what the preview was made from. It gets the step, and the
    /// names that the preview of that step gave as ``changes``.
    public let isOutdated: @Sendable (_ step: LoweredStep, _ changes: Set<String>) -> Bool

    /// A preview.
    /// - Parameters:
    ///   - statements: the statements that the step would run.
    ///   - changes: the names of the objects that they change.
    ///   - isOutdated: whether a step that is to run before this one may change what the preview was made from.
    public init(
        _ statements: [Statement], changes: Set<String>,
        isOutdated: @escaping @Sendable (_ step: LoweredStep, _ changes: Set<String>) -> Bool
    ) {
        self.statements = statements
        self.changes = changes
        self.isOutdated = isOutdated
    }
}

/// A setting that holds when a step looks at the catalog.
public enum HeldSetting: Sendable {
    /// Until the transaction ends.
    case transaction(Statement)
    /// Until the revision ends.
    case revision(Statement)
}
