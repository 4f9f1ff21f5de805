/// Runs Swift code inside the revision's transaction, for data changes that SQL alone cannot express.
///
/// Plans cannot show what the code does; they show its label.
public struct RunCode: MigrationOperation {
    /// A short description of the code.
    public let label: String
    /// The code.
    public let body: @Sendable (any Connection) async throws -> Void
    /// The code that undoes it; `nil` when there is none.
    public let reverse: (@Sendable (any Connection) async throws -> Void)?

    /// The operation. `op.run` makes one.
    public init(
        label: String, body: @escaping @Sendable (any Connection) async throws -> Void,
        reverse: (@Sendable (any Connection) async throws -> Void)? = nil
    ) {
        self.label = label
        self.body = body
        self.reverse = reverse
    }

    /// `run LABEL`.
    public var summary: String { "run \(label)" }

    /// The code given as `reverse:`, under the label with `undo` before it.
    public var inverse: Inverse {
        reverse.map { .operations([RunCode(label: "undo \(label)", body: $0, reverse: body)]) }
            ?? .impossible(because: "it does not carry the code that undoes it; give it with `reverse:`")
    }

    /// A step that calls the code.
    public func lower(for database: any DatabaseSystem) -> [LoweredStep] {
        let body = body
        let step = ResolvedStep(
            summary: summary, previewing: .onlyLive(because: "runs code, which a script cannot contain")
        ) { connection in
            try await body(connection)
            return []
        }
        return [LoweredStep.resolvedWhenRun(step)].attributed(to: self)
    }
}
