internal import Athanor

/// Drops a view of either kind.
///
/// Looks for dependent objects before it drops the view: the server's own message lists at most a hundred of them, and
/// by then the transaction is aborted.
struct DroppingView: Sendable {
    /// The kind of view, as the catalog calls it.
    enum Kind: String, Sendable {
        case view
        case materializedView = "materialized view"

        fileprivate var replacement: String {
            switch self {
            case .view: "op.replaceView, which keeps them when it only adds columns"
            case .materializedView: "op.replaceMaterializedView, which keeps them"
            }
        }
    }

    private let kind: Kind
    private let name: QualifiedName
    private let ifExists: Bool

    init(_ kind: Kind, _ name: QualifiedName, ifExists: Bool) {
        self.kind = kind
        self.name = name
        self.ifExists = ifExists
    }

    /// `DROP … CASCADE`, or a step that fails with a list of the dependent objects and otherwise runs `DROP …`.
    func step(_ dependents: DependentObjects, of dialect: PostgreSQLDialect) throws(OperationError) -> LoweredStep {
        let quoted = try dialect.identifier(name)
        let drop = dialect.dropping(kind.rawValue.uppercased(), quoted, ifExists: ifExists, dependents: dependents)
        guard dependents == .refuse, case .statement(let lowered) = drop.content else { return drop }
        return .resolvedWhenRun(
            ResolvedStep(
                summary: "drop \(kind.rawValue) \(name)", content: lowered.statement.text,
                previewing: .known([lowered])
            ) { connection in
                try await check(quoted, on: connection)
                return [lowered.statement]
            })
    }

    /// - Throws: ``OperationError`` when the name belongs to another kind of object, or when something depends on the
    ///   view. The server reports a missing view.
    private func check(_ quoted: String, on connection: any Connection) async throws {
        guard let found = try await NamedRelation(quoted, on: connection) else { return }
        guard found.kind == kind.rawValue else {
            let article = "aeiou".contains(found.kind.prefix(1)) ? "an" : "a"
            throw OperationError(
                "\(name) is \(article) \(found.kind), not a \(kind.rawValue)", advice: Self.advice(found.kind))
        }
        let dependents = try await DependentsWalk(connection: connection).dependents(ofRelation: found.oid)
        guard !dependents.isEmpty else { return }
        let list = dependents.map(\.description).joined(separator: ", ")
        throw OperationError(
            "\(kind.rawValue) \(name) cannot be dropped because \(list) "
                + "\(dependents.count == 1 ? "depends" : "depend") on it",
            advice: """
                Drop \(dependents.count == 1 ? "that first" : "these first, the last one first"), or drop all at once with \
                `dependents: .cascade`. To change the definition of the \(kind.rawValue), use \(kind.replacement).
                """)
    }

    private static func advice(_ kind: String) -> String {
        switch kind {
        case "view": "Drop it with op.dropView."
        case "materialized view": "Drop it with op.dropMaterializedView."
        case "table": "Drop it with op.dropTable."
        case "sequence": "Drop it with op.dropSequence."
        case "index": "Drop it with op.dropIndex."
        default: "Check the name and its schema."
        }
    }
}
