internal import Athanor

extension DifferencePlan {
    /// The statements that give an object its comment, owner and privileges.
    /// - Parameters:
    ///   - old: the present object; `nil` for one that was just created.
    ///   - new: the desired object.
    func attributeChanges(from old: SchemaObject?, to new: SchemaObject) -> [ChangeStatement] {
        commentChange(from: old, to: new) + indexCommentChange(from: old, to: new) + ownerChange(from: old, to: new)
            + privilegeChanges(from: old, to: new)
    }

    private func commentChange(from old: SchemaObject?, to new: SchemaObject) -> [ChangeStatement] {
        guard old?.comment != new.comment else { return [] }
        return [Self.commenting(on: "\(new.keyword) \(new.key.sql)", new.comment)]
    }

    /// The comment on the index of a constraint.
    private func indexCommentChange(from old: SchemaObject?, to new: SchemaObject) -> [ChangeStatement] {
        guard case .constraint(let constraint) = new.definition, constraint.index != nil else { return [] }
        let present: ExactText? =
            if case .constraint(let present)? = old?.definition { present.indexComment } else { nil }
        guard present != constraint.indexComment else { return [] }
        return [Self.commenting(on: "INDEX \(new.key.relation(.index).sql)", constraint.indexComment)]
    }

    private static func commenting(on object: String, _ comment: ExactText?) -> ChangeStatement {
        ChangeStatement(
            "COMMENT ON \(object) IS \(comment.map { PostgreSQLDialect().quoteText($0.text) } ?? "NULL")")
    }

    /// A new object belongs to the role that runs the changes, which counts as the one that has read the desired schema.
    private func ownerChange(from old: SchemaObject?, to new: SchemaObject) -> [ChangeStatement] {
        guard policy.owners, let owner = new.owner, owner != (old == nil ? to.role : old?.owner), hasOwnerOfItsOwn(new)
        else { return [] }
        let role = PostgreSQLDialect().quote(owner.text)
        // The new owner sees all rows, and views read what their owner may read.
        return [
            ChangeStatement("ALTER \(new.keyword) \(new.key.sql) OWNER TO \(role)", old == nil ? [] : [.exposure])
        ]
    }

    /// Whether ALTER … OWNER TO changes the owner. A sequence that a column owns gets a new owner with the table.
    private func hasOwnerOfItsOwn(_ object: SchemaObject) -> Bool {
        switch object.key.kind {
        case .defaultPrivileges, .extension, .userMapping: return false
        case .sequence:
            let owner = object.key.as(.sequenceOwner)
            return object.parent == nil && (from[owner] == nil || isDropped(owner))
        default: return true
        }
    }
}

extension SchemaObject {
    /// Its keyword in SQL.
    fileprivate var keyword: String { definition.object.keyword(of: key) }
}
