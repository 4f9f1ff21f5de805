/// The order in which changes run: each after the changes that it needs.
///
/// Among the changes that can run next, the first in the given order comes first. So the result depends on the changes
/// only, and changes that need nothing of each other keep their order.
package struct ChangeOrder: Sendable {
    /// For each change, the changes that must run before it.
    private var earlier: [Set<Int>]

    /// An order of changes that are independent so far.
    /// - Parameter count: the number of changes.
    package init(count: Int) {
        earlier = Array(repeating: [], count: count)
    }

    /// Requires that a change runs before another one.
    /// - Parameters:
    ///   - first: the number of the change that runs first.
    ///   - second: the number of the change that runs later.
    package mutating func require(_ first: Int, before second: Int) {
        if first != second { earlier[second].insert(first) }
    }

    /// Returns the numbers of the changes in an order that meets all requirements.
    /// - Throws: ``ChangeCycle`` if changes need each other.
    package func sorted() throws(ChangeCycle) -> [Int] {
        var waiting = earlier.map(\.count)
        var later = [[Int]](repeating: [], count: earlier.count)
        for (change, needed) in earlier.enumerated() {
            for other in needed { later[other].append(change) }
        }
        // Descending, so that the next one is the last.
        var ready = Array(waiting.indices.filter { waiting[$0] == 0 }.reversed())
        var order: [Int] = []
        order.reserveCapacity(earlier.count)
        while let next = ready.popLast() {
            order.append(next)
            for change in later[next] {
                waiting[change] -= 1
                guard waiting[change] == 0 else { continue }
                let place = ready.partitioningIndex { $0 < change }
                ready.insert(change, at: place)
            }
        }
        guard order.count == earlier.count else { throw ChangeCycle(changes: cycle(among: waiting)) }
        return order
    }

    /// A cycle among the changes that still wait for others.
    private func cycle(among waiting: [Int]) -> [Int] {
        guard var place = waiting.firstIndex(where: { $0 > 0 }) else { return [] }
        var path: [Int] = []
        var positions: [Int: Int] = [:]
        // Each waiting change needs another waiting one, so this comes back to a change that it has seen.
        while positions[place] == nil {
            positions[place] = path.count
            path.append(place)
            guard let next = earlier[place].filter({ waiting[$0] > 0 }).min() else { return path }
            place = next
        }
        return Array(path[(positions[place] ?? 0)...].reversed())
    }
}

/// Changes that need each other, so that none of them can run first.
package struct ChangeCycle: Error, Hashable {
    /// The numbers of the changes; each must run before the next one, and the last one before the first.
    package let changes: [Int]
}

extension Array {
    /// The first index whose element, and all after it, meet a condition.
    /// - Parameter belongs: the condition; elements that meet it are after those that do not.
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
