internal import Athanor

extension DifferencePlan {
    /// Returns all changes in the order in which they run.
    /// - Throws: ``DifferenceCycle`` if no order is possible.
    func changes() throws(DifferenceCycle) -> [PlannedChange] {
        let nodes = ChangeNodes(self)
        var order = ChangeOrder(count: nodes.all.count)
        nodes.require(in: &order)
        do {
            return try order.sorted().map { nodes.change($0) }.filter { !$0.statements.isEmpty }
        } catch {
            throw DifferenceCycle(objects: error.changes.map { nodes.all[$0].key })
        }
    }

    /// Plans the changes, with as many parts in CREATE TABLE as possible.
    /// - Throws: ``DifferenceCycle`` if no order is possible.
    static func changes(
        from: PostgreSQLSchema, to: PostgreSQLSchema, policy: DifferencePolicy = DifferencePolicy(),
        replacing replaced: Set<SchemaObjectKey> = []
    ) throws(DifferenceCycle) -> (plan: DifferencePlan, changes: [PlannedChange]) {
        let renamed = RenamedConstraints(from: from, to: to)
        let from = renamed.applied(to: from)
        var separated = SeparatedParts()
        while true {
            let plan = DifferencePlan(from: from, to: to, policy: policy, replacing: replaced, separating: separated)
            do throws(DifferenceCycle) {
                return (plan, renamed.changes + (try plan.changes()))
            } catch {
                guard separated.add(plan.separable(in: error)) else { throw error }
            }
        }
    }
}

extension DifferencePlan {
    /// The parts without which a cycle may not be one: those that CREATE TABLE contains, and the foreign keys of
    /// dropped tables.
    fileprivate func separable(in cycle: DifferenceCycle) -> SeparatedParts {
        var parts = SeparatedParts()
        parts.created = Set(cycle.objects.flatMap { contents[$0] ?? [] }.filter { $0.kind != .column })
        for (key, object) in from.objects where isDroppedWithParent(key) {
            guard let constraint = constraint(key).old, constraint.type == .foreignKey,
                constraint.inheritedFrom.isEmpty, let table = object.parent, cycle.objects.contains(table)
            else { continue }
            parts.dropped.insert(key)
        }
        return parts
    }
}

/// Objects whose changes need each other, so that none of them can run first.
struct DifferenceCycle: ExplainedError, Hashable {
    /// The objects, each once, in the order of the cycle.
    let objects: [SchemaObjectKey]

    /// The objects in order, and a way around.
    var explanation: Explanation {
        Explanation(
            "no order of the changes is possible, because these objects need each other: "
                + objects.map(\.description).joined(separator: ", "),
            advice: "Change one of them in a revision that you write by hand, then compare again.")
    }
}

/// The changes as numbered nodes, and what must run before what.
struct ChangeNodes {
    /// A change of an object.
    struct Node {
        let key: SchemaObjectKey
        let action: PlannedChange.Action
    }

    let plan: DifferencePlan
    let all: [Node]
    private var numbers: [PlannedChange.Action: [SchemaObjectKey: Int]] = [:]

    init(_ plan: DifferencePlan) {
        self.plan = plan
        let contained = Set(plan.contents.values.joined())
        var nodes: [Node] = []
        for key in Set(plan.from.objects.keys).union(plan.to.objects.keys) {
            let fate = plan.fates[key]
            if plan.isDropped(key), !plan.isDroppedWithParent(key), plan.leader(of: .drop, key) == nil {
                nodes.append(Node(key: key, action: .drop))
            }
            if plan.isCreated(key), !contained.contains(key) { nodes.append(Node(key: key, action: .create)) }
            if fate == nil || !(plan.isDropped(key) || plan.isCreated(key)) {
                if plan.isAltered(key) { nodes.append(Node(key: key, action: .alter)) }
            }
        }
        let evaluating = plan.evaluatingObjects()
        nodes.sort { Self.rank($0, evaluating) < Self.rank($1, evaluating) }
        all = nodes
        for (number, node) in nodes.enumerated() { numbers[node.action, default: [:]][node.key] = number }
        // What goes with a parent goes when the parent does, and what CREATE TABLE contains comes with the table.
        for (table, parts) in plan.contents {
            let creation = numbers[.create]?[table] ?? numbers[.alter]?[table]
            for part in parts { numbers[.create, default: [:]][part] = creation }
        }
        for key in plan.from.objects.keys where plan.isDropped(key) {
            numbers[.drop, default: [:]][key] = droppingChange(of: key)
        }
    }

    /// The change that drops an object: its own, its leader's, or its parent's.
    private func droppingChange(of key: SchemaObjectKey) -> Int? {
        var key = key
        // Leaders lead to an end, but nothing enforces it.
        for _ in 0..<100 {
            if let number = numbers[.drop]?[key] { return number }
            if plan.isSwapped(key) { return numbers[.alter]?[key] }
            if let leader = plan.leader(of: .drop, key) {
                if leader.action != .drop { return numbers[leader.action]?[leader.key] }
                key = leader.key
            } else if plan.isDroppedWithParent(key), let parent = plan.from[key]?.parent {
                key = parent
            } else {
                return nil
            }
        }
        return nil
    }

    /// The change that an object's creation, alteration or removal is finished with.
    func end(_ action: PlannedChange.Action, _ key: SchemaObjectKey) -> Int? { numbers[action]?[key] }

    /// The changes before which everything must have run that an object's creation, alteration or removal needs: its
    /// own, and those of its leaders.
    func starts(_ action: PlannedChange.Action, _ key: SchemaObjectKey) -> [Int] {
        guard let number = numbers[action]?[key] else { return [] }
        var starts = [number]
        var change = ChangeLeader(action, key)
        while starts.count < 100, change.action != .drop, let leader = plan.leader(of: change.action, change.key) {
            guard let number = numbers[leader.action]?[leader.key] else { break }
            starts.append(number)
            change = leader
        }
        return starts
    }

    /// Where a change comes when nothing requires otherwise: objects without rows are dropped first, tables and columns
    /// last. Just before these comes what runs code whose needs are not known.
    private static func rank(_ node: Node, _ evaluating: Set<SchemaObjectKey>) -> (Int, Int, SchemaObjectKey) {
        switch node.action {
        case .drop:
            // Objects that are created must not get default privileges that are dropped, and a routine that is left
            // would make calls ambiguous.
            let isLate =
                node.key.kind != .defaultPrivileges
                && ([.table, .column, .sequence].contains(node.key.kind) || node.key.kind < .function)
            return (isLate ? 3 : 0, -node.key.kind.rank, node.key)
        case .alter, .create: return (evaluating.contains(node.key) ? 2 : 1, node.key.kind.rank, node.key)
        }
    }

    /// The change of a node.
    func change(_ number: Int) -> PlannedChange {
        let node = all[number]
        return PlannedChange(key: node.key, action: node.action, statements: plan.statements(node.action, node.key))
    }

    /// Requires what objects need of each other.
    func require(in order: inout ChangeOrder) {
        func require(_ first: Int?, _ second: [Int]) {
            guard let first else { return }
            for second in second { order.require(first, before: second) }
        }
        for object in plan.to.objects.values {
            let key = object.key
            for action in [PlannedChange.Action.create, .alter] {
                let change = starts(action, key)
                guard !change.isEmpty else { continue }
                for needed in object.needed {
                    require(end(.create, needed), change)
                    require(end(.alter, needed), change)
                }
                if let leader = plan.leader(of: action, key), let own = end(action, key) {
                    require(end(leader.action, leader.key), [own])
                }
            }
            require(end(.drop, key), starts(.create, key))
        }
        for object in plan.from.objects.values {
            let key = object.key
            // A constraint that goes with its table does not mind when the one goes that it comes from.
            let origins = plan.isDroppedWithParent(key) ? plan.constraint(key).old?.inheritedFrom ?? [] : []
            for needed in object.needed where !origins.contains(needed) {
                require(end(.drop, key), starts(.drop, needed))
                require(end(.drop, key), starts(.alter, needed))
                require(end(.alter, key), starts(.drop, needed))
                // Its new definition does without the object, which gets another name.
                if plan.isSwapped(needed), plan.to[key]?.dependencies.contains(needed) != true {
                    require(end(.alter, key), starts(.alter, needed))
                }
                // A foreign key would choose the present key of the other table again.
                if key.kind == .constraint, needed.kind == .constraint || needed.kind == .index {
                    require(end(.drop, needed), starts(.create, key))
                }
            }
        }
        requireSwaps(in: &order)
        requireFreeNames(in: &order)
        requireLineage(in: &order)
    }

    /// Requires that what depends on a column is dropped before the column gets a swapped type, and created after it.
    private func requireSwaps(in order: inout ChangeOrder) {
        for (key, fate) in plan.fates {
            guard case .swapped(let columns) = fate, let swap = numbers[.alter]?[key] else { continue }
            for object in plan.from.objects.values where !object.needed.isDisjoint(with: columns) {
                if let drop = numbers[.drop]?[object.key], drop != swap { order.require(drop, before: swap) }
            }
            for object in plan.to.objects.values where !object.needed.isDisjoint(with: columns) {
                for change in [numbers[.create]?[object.key], numbers[.alter]?[object.key]] {
                    if let change, change != swap { order.require(swap, before: change) }
                }
            }
        }
    }

    /// Requires that a name is free before another object gets it.
    private func requireFreeNames(in order: inout ChangeOrder) {
        var dropped: [OccupiedName: [Int]] = [:]
        for object in plan.from.objects.values {
            guard let number = numbers[.drop]?[object.key] else { continue }
            for name in object.occupiedNames { dropped[name, default: []].append(number) }
        }
        for object in plan.to.objects.values {
            let changes = starts(.create, object.key)
            guard !changes.isEmpty else { continue }
            for name in object.occupiedNames {
                for first in dropped[name] ?? [] {
                    for change in changes { order.require(first, before: change) }
                }
            }
        }
    }
}

/// A name that only one object can have.
struct OccupiedName: Hashable {
    let namespace: SchemaObjectKind.Namespace
    let path: [ExactText]
}

extension SchemaObject {
    /// Its dependencies and its parent.
    var needed: Set<SchemaObjectKey> { parent.map { dependencies.union([$0]) } ?? dependencies }

    /// The names that no other object can have while it exists.
    var occupiedNames: [OccupiedName] {
        key.kind.namespaces.map { OccupiedName(namespace: $0, path: key.path) } + definition.object.occupiedNames(key)
    }
}

extension DifferencePlan {
    /// Whether dropping the parent drops the object.
    func isDroppedWithParent(_ key: SchemaObjectKey) -> Bool {
        guard isDropped(key), !separated.dropped.contains(key), let parent = from[key]?.parent else { return false }
        return isDropped(parent) || isSwapped(parent)
    }

    /// Whether the object is kept, and its definition, owner, privileges or comment change.
    func isAltered(_ key: SchemaObjectKey) -> Bool {
        guard let old = from[key], let new = to[key] else { return false }
        switch fates[key] {
        case .altered, .swapped: return true
        case .created, .dropped, .replaced: return false
        case .refused, nil: return !attributeChanges(from: old, to: new).isEmpty
        }
    }

    /// The statements of a change.
    func statements(_ action: PlannedChange.Action, _ key: SchemaObjectKey) -> [ChangeStatement] {
        switch action {
        case .drop:
            guard let object = from[key], leader(of: .drop, key) == nil else { return [] }
            return object.definition.object.removal(of: key, in: self)
        case .alter:
            guard let old = from[key], let new = to[key] else { return [] }
            if isSwapped(key) { return swapStatements(from: old, to: new) }
            let statements =
                if case .altered(let statements, _) = fates[key] { statements } else { [ChangeStatement]() }
            return statements + attributeChanges(from: old, to: new)
        case .create:
            guard let object = to[key] else { return [] }
            return object.definition.object.creation(of: key, in: self) + createdAttributes(of: object)
        }
    }

    private func swapStatements(from old: SchemaObject, to new: SchemaObject) -> [ChangeStatement] {
        // Asked again, since now the fates of all columns are known.
        guard case .swap(let statements, _) = old.definition.alteration(to: new.definition, of: new.key, in: self)
        else { return [] }
        return statements + createdAttributes(of: new)
    }

    /// The statements that give a new object, and the parts that its creation contains, their attributes.
    private func createdAttributes(of object: SchemaObject) -> [ChangeStatement] {
        let parts = (contents[object.key] ?? []).compactMap { to[$0] }
        return ([object] + parts).flatMap { attributeChanges(from: nil, to: $0) }
    }
}
