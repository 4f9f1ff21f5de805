/// Orders revisions so that each comes after the revisions that it needs, or finds a cycle.
///
/// Among independent revisions the earlier create date wins, absent ones first, then the id: the order does not depend
/// on the order of the files.
struct TopologicalOrder {
    /// Positions in the list of nodes, base first; shorter than the list if there is a cycle.
    private(set) var order: [Int] = []
    private let needs: [[Int]]

    init(_ nodes: [RevisionNode], needs: [[Int]]) {
        self.needs = needs
        let byDate = nodes.indices.sorted { Self.precedes(nodes[$0], nodes[$1]) }
        var rank = Array(repeating: 0, count: nodes.count)
        for (place, index) in byDate.enumerated() { rank[index] = place }

        var neededBy: [[Int]] = Array(repeating: [], count: nodes.count)
        var waitingFor = needs.map(\.count)
        for (index, needed) in needs.enumerated() {
            for other in needed { neededBy[other].append(index) }
        }
        var ready = MinimumHeap()
        for index in nodes.indices where waitingFor[index] == 0 { ready.insert(rank[index]) }
        order.reserveCapacity(nodes.count)
        while let next = ready.removeMinimum() {
            let index = byDate[next]
            order.append(index)
            for other in neededBy[index] {
                waitingFor[other] -= 1
                if waitingFor[other] == 0 { ready.insert(rank[other]) }
            }
        }
    }

    var isComplete: Bool { order.count == needs.count }

    /// The members of one cycle, each followed by one that needs it; empty if there is no cycle.
    var cycle: [Int] {
        var isOrdered = Array(repeating: false, count: needs.count)
        for index in order { isOrdered[index] = true }
        // Every unordered revision needs another unordered one, so following the needs from any of them ends in a
        // cycle.
        guard var index = isOrdered.firstIndex(of: false) else { return [] }
        var placeInPath: [Int: Int] = [:]
        var path: [Int] = []
        while placeInPath[index] == nil {
            placeInPath[index] = path.count
            path.append(index)
            guard let next = needs[index].first(where: { !isOrdered[$0] }) else { return [] }
            index = next
        }
        return Array(path[(placeInPath[index] ?? 0)...].reversed())
    }

    private static func precedes(_ left: RevisionNode, _ right: RevisionNode) -> Bool {
        switch (left.createDate, right.createDate) {
        case (nil, .some): true
        case (.some, nil): false
        case (let first?, let second?) where first != second: first < second
        default: left.id < right.id
        }
    }
}
