/// The labels of each revision: its own and those of its branch.
///
/// Revisions with the same labels share one set, so that memory and time grow with the number of revisions, not of
/// labels.
struct BranchLabelInheritance {
    /// All labels, in alphabetical order.
    private let labels: [BranchLabel]
    private var sets = LabelSets()
    /// The index of the label set, by position.
    private var chosen: [Int]

    init(nodes: [RevisionNode], downRevisions: [[Int]], children: [[Int]], neededBy: [[Int]]) {
        labels = Set(nodes.flatMap(\.branchLabels)).sorted()
        chosen = Array(repeating: LabelSets.empty, count: nodes.count)
        guard !labels.isEmpty else { return }
        let ranks = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
        var own = chosen
        for (position, node) in nodes.enumerated() where !node.branchLabels.isEmpty {
            own[position] = sets.insert(node.branchLabels.compactMap { ranks[$0] }, of: labels.count)
        }
        for position in nodes.indices {
            let inherited = downRevisions[position].reduce(LabelSets.empty) { sets.union($0, chosen[$1]) }
            chosen[position] = sets.union(inherited, own[position])
        }

        // From here on from the top down: a label also applies to revisions below, as far as they are a single line. A
        // revision that another branch depends on counts as a branch point here.
        let isInLine = nodes.indices.map { neededBy[$0].count <= 1 && downRevisions[$0].count <= 1 }
        var lineGoesToHead = isInLine
        var handedDown = Array(repeating: LabelSets.empty, count: nodes.count)
        for position in nodes.indices.reversed() {
            var handed = LabelSets.empty
            if isInLine[position] {
                chosen[position] = sets.union(chosen[position], handedDown[position])
                handed = handedDown[position]
                // If the branch itself branches or merges, the label stays with the revisions above.
                if let child = children[position].first { lineGoesToHead[position] = lineGoesToHead[child] }
            }
            if lineGoesToHead[position] { handed = sets.union(handed, own[position]) }
            if let below = downRevisions[position].first, isInLine[below] {
                handedDown[below] = sets.union(handedDown[below], handed)
            }
        }
    }

    /// The labels at a position, in alphabetical order.
    subscript(position: Int) -> [BranchLabel] {
        sets.members(of: chosen[position]).map { labels[$0] }
    }
}

/// Sets of small numbers. A set that is passed on unchanged is stored once.
private struct LabelSets {
    /// The empty set.
    static let empty = 0

    /// Each set's members as bits.
    private var words: [[UInt64]] = [[]]

    mutating func insert(_ members: [Int], of universe: Int) -> Int {
        var set = Array(repeating: UInt64(0), count: (universe + 63) / 64)
        for member in members { set[member / 64] |= 1 << UInt64(member % 64) }
        words.append(set)
        return words.count - 1
    }

    mutating func union(_ first: Int, _ second: Int) -> Int {
        if first == second || second == Self.empty { return first }
        if first == Self.empty { return second }
        let union = zip(words[first], words[second]).map { $0 | $1 }
        if union == words[first] { return first }
        if union == words[second] { return second }
        words.append(union)
        return words.count - 1
    }

    func members(of set: Int) -> [Int] {
        var members: [Int] = []
        for (place, word) in words[set].enumerated() {
            var rest = word
            while rest != 0 {
                members.append(place * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return members
    }
}
