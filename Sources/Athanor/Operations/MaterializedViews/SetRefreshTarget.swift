/// Sets when to refresh a materialized view.
public struct SetRefreshTarget: MigrationOperation, Hashable {
    /// The view's name.
    public var name: QualifiedName
    /// The new target: when to refresh the view; `nil` removes the target.
    public var target: FreshnessTarget?
    /// The old target, for the downgrade; `nil` when it is unknown.
    public var was: FreshnessTarget?

    /// The operation. `op.setRefreshTarget` makes one.
    public init(name: QualifiedName, target: FreshnessTarget?, was: FreshnessTarget? = nil) {
        self.name = name
        self.target = target
        self.was = was
    }

    /// `refresh materialized view NAME every 5 minutes`.
    public var summary: String {
        ScriptedFreshness.summary(of: target, of: name.description)
    }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError`` for an invalid target.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try OperationCheck(summary: summary).refuse(ifSame: target != nil && target == was, "the target")
        let steps =
            try target.map { try $0.noted(of: name, for: database.module, from: nil) }
            ?? database.module.dialect.noting(nil, of: name, from: nil)
        return steps.attributed(to: self)
    }

    /// An operation that restores the old target.
    public var inverse: Inverse {
        guard let was else {
            return .impossible(
                because: "it does not carry the old freshness target; give it with `was:`")
        }
        return .operations([SetRefreshTarget(name: name, target: was, was: target)])
    }
}

extension FreshnessTarget {
    /// The steps that record the target.
    /// - Throws: ``OperationError`` for an invalid target.
    func noted(of view: QualifiedName, for database: any DatabaseModule, from origin: SourceSlice?) throws
        -> [LoweredStep]
    {
        do {
            try check()
        } catch {
            throw OperationError(
                "materialized view \(view) cannot be kept fresh: \(error.message)", at: origin?.start,
                advice: error.advice)
        }
        guard self != .after(view) else {
            throw OperationError(
                "materialized view \(view) cannot be refreshed after itself", at: origin?.start,
                advice: "Name the view that it reads, or write an interval.")
        }
        return try database.dialect.noting(self, of: view, from: origin)
    }
}
