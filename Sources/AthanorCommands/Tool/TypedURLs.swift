internal import Foundation

/// The database URLs on the command line, which no error may repeat: the parser quotes what it does not understand,
/// and commands quote unknown names of revisions.
struct TypedURLs {
    /// The texts to hide, the longest first.
    private let texts: [String]
    /// The texts to hide in errors of the parser, which quotes arguments that it does not understand: everything with a
    /// colon or an `@`, except a place in a branch such as `branch@head`.
    private let strays: [String]

    /// The URLs among arguments.
    /// - Parameter schemes: the URL schemes of the databases.
    init(_ arguments: [String], schemes: [String]) {
        var texts: Set<String> = []
        for (index, argument) in arguments.enumerated() {
            guard let url = Self.url(in: argument, schemes: schemes) else { continue }
            texts.insert(url)
            // Elsewhere it is read as something else, part by part.
            let isDatabase = argument.hasPrefix("--database=") || (index > 0 && arguments[index - 1] == "--database")
            if isDatabase { continue }
            let parts = url.drop { $0 != ":" }.split { ":@/?&=".contains($0) }
            texts.formUnion(parts.map(String.init).filter { $0.count > 3 })
        }
        self.texts = texts.sorted { ($0.count, $0) > ($1.count, $1) }
        let strays = arguments.compactMap(Self.stray).filter { $0.count > 2 }
        self.strays = Set(strays).union(texts).sorted { ($0.count, $0) > ($1.count, $1) }
    }

    /// A text of the parser's without possible URLs.
    func hiddenStrays(in text: String) -> String {
        strays.reduce(text) { $0.replacingOccurrences(of: $1, with: "***") }
    }

    private static func stray(_ argument: String) -> String? {
        // The name of an option that was understood so far is shown.
        let value = argument.hasPrefix("-") ? argument.drop { $0 == "-" } : argument[...]
        guard value.contains(":") || value.contains("@") && !isPlace(value) else { return nil }
        return String(value)
    }

    /// Whether a text ends as a place in a branch does: `branch@head`, `branch@base`, `branch@+1`.
    private static func isPlace(_ text: Substring) -> Bool {
        guard let at = text.lastIndex(of: "@") else { return false }
        let place = text[text.index(after: at)...]
        return ["head", "heads", "base"].contains(place)
            || (place.first.map { "+-".contains($0) } ?? false) && Int(place) != nil
    }

    /// The text without the URLs.
    func hidden(in text: String) -> String {
        texts.reduce(text) { $0.replacingOccurrences(of: $1, with: "***") }
    }

    private static func url(in argument: String, schemes: [String]) -> String? {
        let value = argument.hasPrefix("-") ? String(argument.drop { $0 != "=" }.dropFirst()) : argument
        let lowercased = value.lowercased()
        let isURL =
            (schemes + otherSchemes).contains { lowercased.hasPrefix("\($0):") } || lowercased.contains("://")
            || lowercased.contains("password=") || hasUserInformation(value[...])
        // A bare scheme contains no secret, and advice about it names it.
        let holdsMore = value.drop { $0 != ":" }.contains { $0 != ":" && $0 != "/" } || !value.contains(":")
        return isURL && holdsMore ? value : nil
    }

    /// Whether a text is like `user:password@host`, and not a range such as `base:branch@head`.
    private static func hasUserInformation(_ text: Substring) -> Bool {
        guard let at = text.lastIndex(of: "@"), text[..<at].contains(":") else { return false }
        return !isPlace(text)
    }

    /// The URL schemes of other systems that people may type.
    private static let otherSchemes = [
        "amqp", "clickhouse", "cockroachdb", "db2", "firebird", "ftp", "http", "https", "jdbc", "mariadb", "mongodb",
        "mongodb+srv", "mssql", "mysql", "mysql2", "oracle", "pg", "pgsql", "postgis", "redis", "rediss", "snowflake",
        "sqlite3", "sqlserver",
    ]
}
