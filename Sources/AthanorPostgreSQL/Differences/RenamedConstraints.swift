internal import Athanor

/// Constraints and indexes that have another name in the desired schema and are the same otherwise.
///
/// The server chooses many of the names, so a new table or column name changes them, and so does the order of CHECK
/// constraints.
struct RenamedConstraints: Sendable {
    /// The present keys, each with the desired one.
    private(set) var pairs: [SchemaObjectKey: SchemaObjectKey] = [:]
    /// The changes of names, in order.
    private(set) var changes: [PlannedChange] = []

    /// Finds the pairs.
    init(from: PostgreSQLSchema, to: PostgreSQLSchema) {
        let desired = Self.groups(to, besides: from)
        for (signature, present) in Self.groups(from, besides: to) {
            for (old, new) in zip(present, desired[signature] ?? []) { pairs[old] = new }
        }
        removeTakenNames(from)
        changes = Self.changes(for: pairs.filter { !isOfSwappedNames($0.key) }, from, to)
    }

    /// The present schema, in which the constraints and indexes have the desired names.
    func applied(to schema: PostgreSQLSchema) -> PostgreSQLSchema {
        guard !pairs.isEmpty else { return schema }
        var keys = pairs
        for (old, new) in pairs where old.kind == .constraint {
            keys[old.relation(.indexAttachment)] = new.relation(.indexAttachment)
        }
        for (old, new) in pairs where old.kind == .index { keys[old.as(.indexAttachment)] = new.as(.indexAttachment) }
        let objects = schema.objects.values.map { object in
            SchemaObject(
                key: keys[object.key] ?? object.key, definition: object.definition.renaming(keys, in: object.key),
                parent: object.parent.map { keys[$0] ?? $0 }, owner: object.owner, privileges: object.privileges,
                comment: object.comment, dependencies: Set(object.dependencies.map { keys[$0] ?? $0 }))
        }
        return PostgreSQLSchema(
            serverVersion: schema.serverVersion, objects: objects, uncompared: schema.uncompared)
    }

    /// A constraint or an index without its name.
    private struct Signature: Hashable {
        let kind: SchemaObjectKind
        let parent: SchemaObjectKey?
        let definition: ObjectDefinition
    }

    /// The constraints and indexes that are not in another schema under the same name, in order.
    private static func groups(
        _ schema: PostgreSQLSchema, besides other: PostgreSQLSchema
    ) -> [Signature: [SchemaObjectKey]] {
        var groups: [Signature: [SchemaObjectKey]] = [:]
        for object in schema.objects.values where object.key.kind == .constraint || object.key.kind == .index {
            guard let definition = object.definition.withoutOrigins, let parent = object.parent, other[parent] != nil,
                other[object.key]?.definition.withoutOrigins != definition
            else { continue }
            groups[Signature(kind: object.key.kind, parent: parent, definition: definition), default: []]
                .append(object.key)
        }
        return groups.mapValues { $0.sorted() }
    }

    /// Leaves out the pairs whose new name another object has that keeps it.
    private mutating func removeTakenNames(_ schema: PostgreSQLSchema) {
        guard !pairs.isEmpty else { return }
        var owners: [OccupiedName: [SchemaObjectKey]] = [:]
        for object in schema.objects.values {
            for name in object.occupiedNames { owners[name, default: []].append(object.key) }
        }
        func isTaken(_ old: SchemaObjectKey, _ new: SchemaObjectKey) -> Bool {
            if schema[new] != nil, pairs[new] == nil { return true }
            return (schema[old]?.occupiedNames ?? []).contains { name in
                let desired = OccupiedName(namespace: name.namespace, path: new.relation(.index).path)
                return owners[desired]?.contains { pairs[$0] == nil } == true
            }
        }
        while let taken = pairs.first(where: { isTaken($0.key, $0.value) }) { pairs[taken.key] = nil }
    }

    /// Whether a pair is one of constraints that have each other's names, all of them chosen by the server. Such names
    /// say nothing.
    private func isOfSwappedNames(_ key: SchemaObjectKey) -> Bool {
        guard key.kind == .constraint else { return false }
        var next = key
        repeat {
            guard next.isCheckName, let new = pairs[next] else { return false }
            next = new
        } while next != key
        return true
    }

    /// The changes, such that each new name is free.
    private static func changes(
        for pairs: [SchemaObjectKey: SchemaObjectKey], _ from: PostgreSQLSchema, _ to: PostgreSQLSchema
    ) -> [PlannedChange] {
        var changes: [PlannedChange] = []
        var waiting = pairs
        while !waiting.isEmpty {
            let free = waiting.filter { waiting[$0.value] == nil }.sorted { $0.key < $1.key }
            for (old, new) in free {
                if !old.isRenamedWithParent(in: from, pairs) { changes.append(old.renaming(to: new)) }
                waiting[old] = nil
            }
            guard free.isEmpty, let (old, new) = waiting.min(by: { $0.key < $1.key }) else { continue }
            // Names that are swapped need a third one.
            let temporary = old.temporary(from, to)
            changes.append(old.renaming(to: temporary))
            waiting[old] = nil
            waiting[temporary] = new
        }
        return changes
    }
}

extension SchemaObjectKey {
    /// Whether the name is one that the server gives to a CHECK constraint: `orders_total_check1`.
    fileprivate var isCheckName: Bool {
        let name = name.utf8.reversed().drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return name.starts(with: "_check".utf8.reversed())
    }

    fileprivate func renaming(to new: SchemaObjectKey) -> PlannedChange {
        let sql =
            kind == .index
            ? "ALTER INDEX \(sql) RENAME TO \(new.quotedName)"
            : "\(container(.table).alteringTable()) RENAME CONSTRAINT \(quotedName) TO \(new.quotedName)"
        return PlannedChange(key: self, action: .alter, statements: [ChangeStatement(sql)])
    }

    /// Whether it is a constraint that gets the new name with the parent's.
    fileprivate func isRenamedWithParent(
        in schema: PostgreSQLSchema, _ pairs: [SchemaObjectKey: SchemaObjectKey]
    ) -> Bool {
        guard case .constraint(let constraint)? = schema[self]?.definition, constraint.type == .check else {
            return false
        }
        return constraint.inheritedFrom.contains { pairs[$0] != nil }
    }

    /// A free name.
    fileprivate func temporary(_ from: PostgreSQLSchema, _ to: PostgreSQLSchema) -> SchemaObjectKey {
        var number = 1
        while true {
            let key = renamed(ExactText("athanor_renamed_\(number)"))
            if from[key] == nil, to[key] == nil, from[key.relation(.index)] == nil { return key }
            number += 1
        }
    }
}

extension ObjectDefinition {
    /// The definition of a constraint or an index without the names of those that it comes from.
    fileprivate var withoutOrigins: ObjectDefinition? {
        switch self {
        case .constraint(let constraint):
            .constraint(constraint.withOrigins(constraint.inheritedFrom.map { $0.container(.table) }))
        case .index: self
        default: nil
        }
    }

    /// The definition of an object with the new names of constraints and indexes.
    fileprivate func renaming(
        _ keys: [SchemaObjectKey: SchemaObjectKey], in object: SchemaObjectKey
    ) -> ObjectDefinition {
        func renamed(_ index: ExactText, _ table: [ExactText]) -> ExactText {
            let constraint = SchemaObjectKey(.constraint, table + [index])
            let key = keys[constraint] ?? keys[constraint.relation(.index)]
            return key?.path.last ?? index
        }
        switch self {
        case .constraint(let constraint):
            return .constraint(constraint.withOrigins(constraint.inheritedFrom.map { keys[$0] ?? $0 }))
        case .indexAttachment(let attachment): return .indexAttachment(attachment.renaming(renamed))
        case .replicaIdentity(let identity):
            let index = identity.index.map { renamed($0, object.path) }
            return .replicaIdentity(ReplicaIdentityObject(columns: identity.columns, index: index))
        case .clusteredIndex(let clustered):
            let index = renamed(clustered.index, object.path)
            return .clusteredIndex(ClusteredIndexObject(index: index, isOfView: clustered.isOfView))
        default: return self
        }
    }
}

extension ConstraintObject {
    fileprivate func withOrigins(_ origins: [SchemaObjectKey]) -> ConstraintObject {
        ConstraintObject(
            type: type, condition: condition, isDeferrable: isDeferrable, isDeferred: isDeferred,
            isEnforced: isEnforced, isValidated: isValidated, isLocal: isLocal, inheritedFrom: origins, index: index,
            indexComment: indexComment)
    }
}

extension IndexAttachmentObject {
    /// The attachment with new names.
    /// - Parameter renamed: gives the new name for the name of an index or a constraint, and the path of its table.
    fileprivate func renaming(_ renamed: (ExactText, [ExactText]) -> ExactText) -> IndexAttachmentObject {
        IndexAttachmentObject(
            table: table, constraint: constraint.map { renamed($0, table) }, parentTable: parentTable,
            parentIndex: parentIndex.dropLast() + parentIndex.suffix(1).map { renamed($0, parentTable) },
            parentConstraint: parentConstraint.map { renamed($0, parentTable) })
    }
}
