internal import Athanor

/// Finds the names that someone who mistyped one may have meant.
struct NearestNames {
    private let names: [QualifiedName]

    init(in names: [QualifiedName]) {
        self.names = names
    }

    /// At most three names, the nearest first, written so that they can be typed as they stand.
    func nearest(to typed: String) -> [String] {
        let wanted = typed.replacing("\"", with: "").lowercased()
        let byDistance = names.map { name -> (distance: Int, text: String) in
            let distance = min(
                Self.distance(wanted, name.name.lowercased()), Self.distance(wanted, name.description.lowercased()))
            return (distance, Self.typed(name))
        }
        let limit = max(2, wanted.count / 3)
        return byDistance.filter { $0.distance <= limit }.sorted { $0 < $1 }.prefix(3).map(\.text)
    }

    private static func typed(_ name: QualifiedName) -> String {
        [name.schema, name.name].compactMap { $0 }.map { part in
            let isPlain =
                part.first.map { $0.isASCII && ($0.isLowercase || $0 == "_") } == true
                && part.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
            return isPlain ? part : PostgreSQLDialect().quote(part)
        }.joined(separator: ".")
    }

    /// How many characters must be added, removed or changed (Levenshtein's distance).
    static func distance(_ first: String, _ second: String) -> Int {
        let second = Array(second)
        var previous = Array(0...second.count)
        for (row, left) in first.enumerated() {
            var current = [row + 1]
            for (column, right) in second.enumerated() {
                let change = previous[column] + (left == right ? 0 : 1)
                current.append(min(change, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous.last ?? 0
    }
}
