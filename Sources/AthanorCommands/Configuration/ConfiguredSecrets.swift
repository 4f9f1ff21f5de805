internal import Athanor
internal import Foundation
internal import Synchronization

/// The passwords in configured values, which no error may repeat. A URL may be under the wrong key or variable, and
/// many messages quote the value that they are about.
final class ConfiguredSecrets: Sendable {
    /// The texts to hide, the longest first.
    private let texts = Mutex<[String]>([])

    /// The URL schemes of the databases.
    private let schemes: [String]

    init(schemes: [String] = []) {
        self.schemes = schemes
    }

    /// Collects the passwords in a value.
    /// - Parameter isDatabase: whether the value names the database. It is then read as a URL, and never quoted.
    func note(_ value: String, isDatabase: Bool) {
        var secrets = DatabaseURL.passwords(in: value).map { String(value[$0]) } + Self.assigned(in: value)
        if secrets.isEmpty, !isDatabase, let url = try? DatabaseURL(value), schemes.contains(url.scheme),
            !url.afterScheme.hasPrefix("//")
        {
            secrets = [String(url.afterScheme)]
        }
        guard !secrets.isEmpty else { return }
        // Errors show pieces of a value that is read as a list, as names or as a path.
        let pieces = secrets.flatMap { $0.split { ":@/?&=,'\"\\".contains($0) }.map(String.init) }
        let found = [value] + (secrets + pieces).filter { $0.count > 3 }
        texts.withLock { texts in
            texts = Set(texts + found).sorted { ($0.count, $0) > ($1.count, $1) }
        }
    }

    /// The values that follow names of secrets, as in `host=h password=…` and `PGPASSWORD=… command`.
    private static func assigned(in text: String) -> [String] {
        let assignment = #/([\w.%-]+)\s*[=:]\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|([^\s&;'"]+))/#
        return text.matches(of: assignment).flatMap { match in
            let (_, name, single, double, bare) = match.output
            guard DatabaseURL.namesSecret(name.utf8) else { return [Substring]() }
            return [single, double, bare].compactMap(\.self)
        }.map(String.init)
    }

    /// Collects the passwords in the environment variables that configure Athanor or PostgreSQL's client.
    func note(environment: [String: String]) {
        let namesOfDatabase = ConfigurationKey.database.environmentNames
        for (name, value) in environment
        where ["ATHANOR_", "PG"].contains(where: name.hasPrefix) || namesOfDatabase.contains(name) {
            note(value, isDatabase: namesOfDatabase.contains(name))
        }
    }

    /// The text with `***` for each secret.
    func hidden(in text: String) -> String {
        texts.withLock { $0 }.reduce(text) { $0.replacingOccurrences(of: $1, with: "***") }
    }
}
