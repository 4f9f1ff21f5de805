/// A name that may be misspelt.
struct Spelling {
    private let name: [Character]

    init(_ name: String) {
        self.name = Array(name.lowercased())
    }

    /// Those of some names that could have been meant, nearest first, at most three.
    func nearest(of names: [String]) -> [String] {
        let limit = max(2, name.count / 3)
        return names.map { (name: $0, distance: distance(to: $0)) }
            .filter { $0.distance <= limit }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3).map(\.name)
    }

    /// How many characters must be inserted, removed or replaced.
    private func distance(to other: String) -> Int {
        let other = Array(other.lowercased())
        var row = Array(0...other.count)
        for (i, character) in name.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, otherCharacter) in other.enumerated() {
                let replaced = diagonal + (character == otherCharacter ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[other.count]
    }
}
