/// The names that a mistyped name most likely means.
package struct NearestNames: Sendable {
    /// At most three names, all equally near, in alphabetical order; empty if no name is near.
    package let names: [String]

    /// Finds the names nearest to a name.
    /// - Parameters:
    ///   - wanted: the name as typed.
    ///   - candidates: the known names.
    package init(to wanted: String, among candidates: some Sequence<String>) {
        // At most a third of the characters may differ; beyond that a guess misleads.
        var least = max(1, wanted.count / 3)
        let wantedCharacters = Array(wanted)
        let lowercased = wanted.lowercased()
        var found: Set<String> = []
        for candidate in candidates {
            // Only the case differs: `HEAD` for `head`.
            let isSame = candidate.utf8.count == wanted.utf8.count && candidate.lowercased() == lowercased
            let distance = isSame ? 0 : Self.distance(wantedCharacters, Array(candidate), limit: least)
            guard let distance else { continue }
            if distance < least {
                least = distance
                found.removeAll()
            }
            found.insert(candidate)
        }
        names = Array(found.sorted().prefix(3))
    }

    /// The number of insertions, deletions, replacements and exchanges of neighbours that turn one into the other;
    /// `nil` above `limit`.
    private static func distance(_ first: [Character], _ second: [Character], limit: Int) -> Int? {
        guard abs(first.count - second.count) <= limit else { return nil }
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            for column in second.indices {
                let same = first[row] == second[column]
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (same ? 0 : 1))
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            guard current.contains(where: { $0 <= limit }) else { return nil }
            beforeLast = last
            last = current
        }
        return last[second.count] <= limit ? last[second.count] : nil
    }
}
