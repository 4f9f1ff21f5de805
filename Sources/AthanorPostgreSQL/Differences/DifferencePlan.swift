internal import Athanor

/// What happens to each object between two schemas.
struct DifferencePlan: Sendable {
    /// The present schema.
    let from: PostgreSQLSchema
    /// The desired schema.
    let to: PostgreSQLSchema
    /// What is compared, and how.
    let policy: DifferencePolicy
    /// What happens to each object that is not kept.
    private(set) var fates: [SchemaObjectKey: Fate] = [:]
    /// Objects of the present schema with their dependents.
    let dependents: [SchemaObjectKey: [SchemaObjectKey]]
    /// Objects of the present schema with their parts.
    let parts: [SchemaObjectKey: [SchemaObjectKey]]
    /// Objects of the desired schema with their parts.
    let newParts: [SchemaObjectKey: [SchemaObjectKey]]
    /// The partitions and children of tables, before and after.
    let lineage: Lineage
    /// The parts that the statement that creates their table, column or domain contains, by that container; not
    /// those that are ``separated``.
    private(set) var contents: [SchemaObjectKey: [SchemaObjectKey]] = [:]

    /// Parts that separate statements create or drop.
    let separated: SeparatedParts

    /// What happens to an object.
    enum Fate: Sendable, Hashable {
        case created
        case dropped
        case altered([ChangeStatement], disturbing: Set<SchemaObjectKind>)
        case replaced
        /// Made again while columns have it; see ``Alteration/swap(_:columns:)``.
        case swapped(columns: Set<SchemaObjectKey>)
        case refused(String)

        /// Whether the present object is dropped.
        var isDropping: Bool { self == .dropped || self == .replaced }
        /// Whether an object is created.
        var isCreating: Bool { self == .created || self == .replaced }
    }

    /// Compares two schemas.
    /// - Parameters:
    ///   - from: the present schema.
    ///   - to: the desired schema.
    ///   - policy: what is compared, and how.
    ///   - replaced: objects that must be replaced, since altering them was tried and failed.
    ///   - separated: parts that separate statements create or drop.
    init(
        from: PostgreSQLSchema, to: PostgreSQLSchema, policy: DifferencePolicy = DifferencePolicy(),
        replacing replaced: Set<SchemaObjectKey> = [], separating separated: SeparatedParts = SeparatedParts()
    ) {
        self.from = from
        self.to = to
        self.policy = policy
        self.separated = separated
        dependents = from.dependents
        parts = from.parts
        newParts = to.parts
        lineage = Lineage(from: from, to: to)
        for key in from.objects.keys where to[key] == nil { fates[key] = .dropped }
        for key in to.objects.keys where from[key] == nil { fates[key] = .created }
        // Alterations can ask about the fates of other objects, so those are known first.
        for key in from.keys where to[key] != nil {
            if replaced.contains(key) { fates[key] = .replaced } else { fates[key] = alteration(of: key) }
        }
        replaceDetachedIndexes()
        propagate()
        contents = createdContents()
    }

    /// Whether the object is created, in whatever way.
    func isCreated(_ key: SchemaObjectKey) -> Bool { fates[key]?.isCreating ?? false }

    /// Whether the present object is dropped, in whatever way.
    func isDropped(_ key: SchemaObjectKey) -> Bool { fates[key]?.isDropping ?? false }

    /// Whether the object is made again while columns have it.
    func isSwapped(_ key: SchemaObjectKey) -> Bool {
        if case .swapped = fates[key] { true } else { false }
    }

    private func alteration(of key: SchemaObjectKey) -> Fate? {
        guard let old = from[key], let new = to[key], old.definition != new.definition else { return nil }
        guard old.parent == new.parent else { return .replaced }
        switch old.definition.alteration(to: new.definition, of: key, in: self) {
        case .nothing: return nil
        case .statements(let statements, let disturbing): return .altered(statements, disturbing: disturbing)
        case .replacement: return .replaced
        case .swap(_, let columns): return .swapped(columns: columns)
        case .refused(let reason): return .refused(reason)
        }
    }

    /// Replaces the indexes of partitioned tables from which an index of a partition goes that stays a partition: an
    /// index cannot be detached. The server drops all indexes below with it.
    private mutating func replaceDetachedIndexes() {
        var children: [SchemaObjectKey: [SchemaObjectKey]] = [:]
        var detached: [SchemaObjectKey] = []
        for key in from.keys where key.kind == .indexAttachment {
            guard let attachment = from[key]?.definition.object as? IndexAttachmentObject else { continue }
            let child = attachment.child(key)
            children[attachment.parent, default: []].append(child)
            let partition = SchemaObjectKey(.partition, attachment.table)
            let isPartition = from[partition] != nil && !isDropped(partition) && !isDropped(partition.as(.table))
            let isLeft = isDropped(key) || isDropped(child)
            if isPartition, isLeft, !isDropped(attachment.parent) { detached.append(attachment.parent) }
        }
        while let key = detached.popLast() {
            guard to[key] != nil, fates[key] != .replaced else { continue }
            fates[key] = .replaced
            detached += children[key] ?? []
        }
    }

    /// Replaces the objects that cannot stay while others are dropped or altered.
    private mutating func propagate() {
        var changed = Array(fates.keys.sorted())
        while let key = changed.popLast() {
            guard let fate = fates[key] else { continue }
            if fate == .dropped || fate == .replaced || isSwapped(key) {
                for part in parts[key] ?? [] { replace(part, &changed) }
            }
            if case .altered(_, let disturbing) = fate {
                for part in parts[key] ?? [] where disturbing.contains(part.kind) { replace(part, &changed) }
            }
            for dependent in dependents[key] ?? [] {
                guard let new = to[dependent] else { continue }
                switch fate {
                case .created, .refused: break
                case .swapped: replace(dependent, &changed)
                case .altered(_, let disturbing):
                    if disturbing.contains(dependent.kind) { replace(dependent, &changed) }
                case .replaced:
                    if new.dependencies.contains(key) || !isReleased(dependent) { replace(dependent, &changed) }
                case .dropped:
                    // Altering it releases the dropped object.
                    if !isReleased(dependent) { replace(dependent, &changed) }
                }
            }
            if case .swapped(let columns) = fate {
                for dependent in columns.sorted().flatMap(preventingNewType) where to[dependent] != nil {
                    replace(dependent, &changed)
                }
            }
        }
    }

    /// Whether an alteration of the object gives it its new dependencies.
    private func isReleased(_ key: SchemaObjectKey) -> Bool {
        if case .altered = fates[key] { true } else { false }
    }

    private mutating func replace(_ key: SchemaObjectKey, _ changed: inout [SchemaObjectKey]) {
        guard to[key] != nil, fates[key] != .replaced else { return }
        // Rows are not given up for another object's sake.
        if let object = from[key], object.definition.object.holdsRows,
            fates[key.container(.table)]?.isDropping != true
        {
            return
        }
        fates[key] = .replaced
        changed.append(key)
    }

    /// The parts without keys of the same columns as another one, of which CREATE TABLE makes only one.
    private func withoutRepeatedKeys(_ parts: [SchemaObjectKey]) -> [SchemaObjectKey] {
        var shapes: [IndexShape] = []
        return parts.filter { part in
            guard let constraint = constraint(part).new, let shape = constraint.index else { return true }
            if shapes.contains(where: { $0.isSameButStorage(as: shape) }) { return false }
            shapes.append(shape)
            return true
        }
    }

    /// The columns, defaults and constraints that CREATE TABLE can contain, the default that ADD COLUMN can contain,
    /// and the constraints that CREATE DOMAIN can contain: those that need nothing that needs the container.
    private func createdContents() -> [SchemaObjectKey: [SchemaObjectKey]] {
        var contents: [SchemaObjectKey: [SchemaObjectKey]] = [:]
        var needing = CreatedDependencies(self)
        let parts = newParts
        func contained(in container: SchemaObjectKey, _ parts: [SchemaObjectKey]?) -> [SchemaObjectKey] {
            (parts ?? []).filter { part in
                guard isCreated(part), !separated.created.contains(part), let object = to[part],
                    object.definition.object.isPartOfCreation
                else { return false }
                return !needing.needs(container, object)
            }
        }
        for table in parts.keys where table.kind == .table && isCreated(table) {
            let columns = withoutRepeatedKeys(contained(in: table, parts[table]))
            contents[table] = columns + columns.flatMap { contained(in: table, parts[$0]) }
        }
        for domain in parts.keys where domain.kind == .domain && (isCreated(domain) || isSwapped(domain)) {
            contents[domain] = contained(in: domain, parts[domain])
        }
        let inTables = Set(contents.values.joined())
        for column in parts.keys where column.kind == .column && isCreated(column) && !inTables.contains(column) {
            contents[column] = contained(in: column, parts[column])
        }
        return contents
    }
}

/// What the creation of objects needs, in turn, among the objects that are created.
private struct CreatedDependencies {
    private let plan: DifferencePlan
    private var known: [SchemaObjectKey: Set<SchemaObjectKey>] = [:]

    init(_ plan: DifferencePlan) {
        self.plan = plan
    }

    /// Whether a part of a table, or of a column, needs something that needs the table, or the column, other than what
    /// the same statement creates.
    mutating func needs(_ container: SchemaObjectKey, _ part: SchemaObject) -> Bool {
        for needed in part.dependencies where needed != container && !isBeside(needed, in: container) {
            if all(needed).contains(container) { return true }
        }
        return false
    }

    private func isBeside(_ key: SchemaObjectKey, in container: SchemaObjectKey) -> Bool {
        guard let object = plan.to[key], object.parent == container else { return false }
        return object.definition.object.isPartOfCreation
    }

    private mutating func all(_ key: SchemaObjectKey) -> Set<SchemaObjectKey> {
        if let known = known[key] { return known }
        known[key] = []
        guard plan.isCreated(key), let object = plan.to[key] else { return [] }
        var result: Set<SchemaObjectKey> = [key]
        for needed in object.dependencies.union([object.parent].compactMap(\.self)) {
            result.formUnion(all(needed))
        }
        // What CREATE TABLE contains is needed by all that need the table.
        known[key] = result
        return result
    }
}
