/// Says how fresh a materialized view is to be kept.
public struct SetRefreshTarget: Operation, Hashable {
    /// The view's name.
    public var name: QualifiedName
    /// How fresh; `nil` takes back what was said.
    public var target: FreshnessTarget?
    /// What was said before, for the way back; `nil` when that is not known.
    public var was: FreshnessTarget?

    /// The operation. `op.setRefreshTarget` makes one.
    public init(name: QualifiedName, target: FreshnessTarget?, was: FreshnessTarget? = nil) {
        self.name = name
        self.target = target
        self.was = was
    }

    /// `refresh materialized view NAME every 5 minutes`.
    public var summary: String {
        target.map { "refresh materialized view \(name) \($0)" }
            ?? "forget how fresh materialized view \(name) is to be kept"
    }

    /// What the database's dialect makes of it.
    /// - Throws: ``OperationError`` for a target that cannot be meant.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try OperationCheck(summary: summary).refuse(ifSame: target != nil && target == was, "the target")
        guard let target else { return try database.dialect.noting(nil, of: name, from: nil) }
        return try target.noted(of: name, for: database, from: nil)
    }

    /// Saying again what was said before.
    public var inverse: Inverse {
        guard let was else {
            return .impossible(
                because: "it does not carry how fresh the view was to be kept before; give that with `was:`")
        }
        return .operations([SetRefreshTarget(name: name, target: was, was: target)])
    }
}

extension FreshnessTarget {
    /// The steps that note it.
    /// - Throws: ``OperationError`` for a target that cannot be meant.
    func noted(of view: QualifiedName, for database: any Database, from origin: SourceSlice?) throws -> [LoweredStep] {
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
