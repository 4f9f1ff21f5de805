/// The revisions of the files after all checks: names are valid and unique, every edge leads to a revision, and there
/// is no cycle.
struct CheckedRevisions {
    let indices: [RevisionID: Int]
    let labelOwners: [BranchLabel: Int]
    let downRevisions: [[Int]]
    /// Down revisions and dependencies together.
    let needs: [[Int]]
    /// Indices in the order of ``TopologicalOrder``.
    let order: [Int]

    init(_ nodes: [RevisionNode]) throws(RevisionGraphError) {
        indices = try Self.index(nodes)
        labelOwners = try Self.labelOwners(nodes, indices)
        downRevisions = try Self.downRevisions(nodes, indices)
        needs = try Self.needs(nodes, indices, labelOwners, downRevisions)
        order = try Self.order(nodes, downRevisions, needs)
    }

    private static func index(_ nodes: [RevisionNode]) throws(RevisionGraphError) -> [RevisionID: Int] {
        var indices: [RevisionID: Int] = [:]
        indices.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            guard RevisionName.canBeGiven(node.id.rawValue) else {
                throw .invalidRevisionID(node.id, origin: node.origin)
            }
            if indices.updateValue(index, forKey: node.id) != nil {
                let origins = nodes.filter { $0.id == node.id }.map(\.origin)
                throw .duplicateRevision(node.id, origins: origins.sorted())
            }
        }
        return indices
    }

    private static func labelOwners(
        _ nodes: [RevisionNode], _ indices: [RevisionID: Int]
    ) throws(RevisionGraphError) -> [BranchLabel: Int] {
        var owners: [BranchLabel: Int] = [:]
        for (index, node) in nodes.enumerated() {
            for label in node.branchLabels {
                guard RevisionName.canBeGiven(label.rawValue) else {
                    throw .invalidBranchLabel(label, origin: node.origin)
                }
                if let revision = indices[RevisionID(label.rawValue)] {
                    throw .branchLabelIsRevision(label, origin: node.origin, revisionOrigin: nodes[revision].origin)
                }
                if let owner = owners.updateValue(index, forKey: label), owner != index {
                    throw .duplicateBranchLabel(label, origins: [nodes[owner].origin, node.origin].sorted())
                }
            }
        }
        return owners
    }

    private static func downRevisions(
        _ nodes: [RevisionNode], _ indices: [RevisionID: Int]
    ) throws(RevisionGraphError) -> [[Int]] {
        var edges: [[Int]] = []
        edges.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            var found: [Int] = []
            var seen: Set<Int> = []
            for down in node.downRevisions {
                guard let target = indices[down] else {
                    throw .missingDownRevision(
                        node.id, missing: down, origin: node.origin,
                        nearest: NearestNames(to: down.rawValue, among: nodes.map(\.id.rawValue)).names)
                }
                if target == index { throw .revisesItself(node.id, origin: node.origin) }
                if seen.insert(target).inserted { found.append(target) }
            }
            edges.append(found)
        }
        return edges
    }

    private static func needs(
        _ nodes: [RevisionNode], _ indices: [RevisionID: Int], _ labelOwners: [BranchLabel: Int],
        _ downRevisions: [[Int]]
    ) throws(RevisionGraphError) -> [[Int]] {
        var edges = downRevisions
        for (index, node) in nodes.enumerated() where !node.dependsOn.isEmpty {
            var seen = Set(edges[index])
            for name in node.dependsOn {
                guard let target = indices[RevisionID(name)] ?? labelOwners[BranchLabel(name)] else {
                    let names = nodes.map(\.id.rawValue) + labelOwners.keys.map(\.rawValue)
                    throw .missingDependency(
                        node.id, missing: name, origin: node.origin, nearest: NearestNames(to: name, among: names).names
                    )
                }
                if target == index { throw .dependsOnItself(node.id, origin: node.origin) }
                if seen.insert(target).inserted { edges[index].append(target) }
            }
        }
        return edges
    }

    private static func order(
        _ nodes: [RevisionNode], _ downRevisions: [[Int]], _ needs: [[Int]]
    ) throws(RevisionGraphError) -> [Int] {
        let order = TopologicalOrder(nodes, needs: needs)
        if order.isComplete { return order.order }
        // A cycle of down revisions only is easier to understand.
        let plainCycle = TopologicalOrder(nodes, needs: downRevisions).cycle
        if !plainCycle.isEmpty {
            throw .cycle(plainCycle.map { nodes[$0].id }, origins: plainCycle.map { nodes[$0].origin })
        }
        let cycle = order.cycle
        throw .dependencyCycle(cycle.map { nodes[$0].id }, origins: cycle.map { nodes[$0].origin })
    }
}
