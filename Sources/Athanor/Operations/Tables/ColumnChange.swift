/// The arguments of `op.alterColumn`, and the operation that they become.
struct ColumnChange {
    /// A new type with its collation and conversion.
    struct NewType {
        let type: ColumnType
        let collation: QualifiedName?
        let using: String?
    }

    let table: QualifiedName
    let column: String
    let type: NewType?
    let nullable: Bool?
    let `default`: DefaultChange
    let identity: IdentityChange
    let rename: String?
    let comment: String?
    let was: ColumnDefinition?

    /// The operation. A mistake in the arguments is thrown when the revision is planned.
    func operation(dependents: DependentViews) -> AlterTable {
        var operation = AlterTable(table, alterations, dependentViews: dependents)
        do {
            try check(OperationCheck(summary: "alter column \(column) of \(table)"))
        } catch {
            operation.mistake = error
        }
        return operation
    }

    private var alterations: [TableAlteration] {
        var changes: [ColumnAlteration] = []
        // An identity column has no default. So the identity is dropped before a default is set, and added after a
        // default is dropped.
        if case .drop = identity { changes.append(.dropIdentity(was: was?.source.identity)) }
        if let type {
            changes.append(
                .setType(
                    type.type, collation: type.collation, using: type.using,
                    was: was.map { ColumnAlteration.PreviousType($0.type, collation: $0.collation) }))
        }
        if case .set(let value) = `default` {
            changes.append(.setDefault(value, was: was.map { $0.source.default ?? .noDefault }))
        }
        if let nullable { changes.append(.setNullable(nullable)) }
        switch identity {
        case .add(let identity): changes.append(.addIdentity(identity))
        case .set(let identity): changes.append(.setIdentity(identity, was: was?.source.identity))
        case .drop, .keep: break
        }
        if let comment { changes.append(.setComment(comment, was: was?.comment)) }
        var alterations = changes.map { TableAlteration.alterColumn(column, $0) }
        if let rename { alterations.append(.renameColumn(column, to: rename)) }
        return alterations
    }

    private func check(_ check: OperationCheck) throws(OperationError) {
        try check.refuse(
            ifEmpty: alterations.isEmpty,
            advice:
                "Say what changes: `type:`, `nullable:`, `default:` (.noDefault drops it), `identity:`, `rename:` or `comment:`."
        )
        guard let was else { return }
        try check.refuse(was: was.name, otherThan: column)
        try check.refuse(ifSame: nullable == was.isNullable, "nullable")
        let counted = was.source.identity != nil
        switch identity {
        case .add: try check.refuse(ifSame: counted, "the identity")
        case .set, .drop: try check.refuse(ifMissing: !counted, "the identity")
        case .keep: break
        }
    }
}

extension ColumnDefinition.Source {
    /// The default; `nil` for an identity or generated column.
    fileprivate var `default`: ColumnDefault? {
        if case .given(let value) = self { value } else { nil }
    }

    /// The identity; `nil` for any other column.
    fileprivate var identity: IdentityDefinition? {
        if case .identity(let identity) = self { identity } else { nil }
    }
}
