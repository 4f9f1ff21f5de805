internal import Foundation

/// The URLs of databases that a person typed, which no error may repeat: the parser quotes what it does not understand, and
/// commands quote names of revisions that there are not.
struct TypedURLs {
    /// What is hidden, the longest first.
    private let texts: [String]

    /// The URLs among arguments.
    /// - Parameter schemes: what URLs begin with.
    init(_ arguments: [String], schemes: [String]) {
        var texts: Set<String> = []
        for (index, argument) in arguments.enumerated() {
            guard let url = Self.url(in: argument, schemes: schemes) else { continue }
            texts.insert(url)
            // Where it is not the database's, it is read as something else, and part by part.
            let isDatabase = argument.hasPrefix("--database=") || (index > 0 && arguments[index - 1] == "--database")
            if isDatabase { continue }
            let parts = url.drop { $0 != ":" }.split { ":@/?&=".contains($0) }
            texts.formUnion(parts.map(String.init).filter { $0.count > 3 })
        }
        self.texts = texts.sorted { ($0.count, $0) > ($1.count, $1) }
    }

    /// A text without them.
    func hidden(in text: String) -> String {
        texts.reduce(text) { $0.replacingOccurrences(of: $1, with: "***") }
    }

    private static func url(in argument: String, schemes: [String]) -> String? {
        let value = argument.hasPrefix("-") ? String(argument.drop { $0 != "=" }.dropFirst()) : argument
        let lowercased = value.lowercased()
        let isURL =
            schemes.contains { lowercased.hasPrefix("\($0):") } || lowercased.contains("://")
            || lowercased.contains("password=")
        return isURL ? value : nil
    }
}
