internal import Athanor
internal import Foundation

/// The place of a database, from its URL.
enum SQLiteLocation: Hashable, Sendable {
    /// A database in memory, which ends with its connection.
    case memory
    /// A file, by its absolute path.
    case file(path: String)

    /// Parses a URL: `sqlite:relative/path.db`, `sqlite://relative/path.db`, `sqlite:/absolute.db`,
    /// `sqlite:///absolute.db` or `sqlite::memory:`.
    ///
    /// The text after `//` is a path, not a host: SQLite has no hosts.
    /// - Parameters:
    ///   - url: the URL; percent-encoded characters such as `%20` are decoded.
    ///   - baseDirectory: the directory for relative paths; `nil` is the process's working directory.
    /// - Throws: ``DatabaseFailure`` when the URL names no file, or has a user name before an `@`.
    init(_ url: DatabaseURL, baseDirectory: String?) throws {
        guard !Self.namesUser(url) else {
            throw DatabaseFailure(
                kind: .unreachable, message: "the database URL names a user, a password or a host, and SQLite has none",
                advice: "Write it as sqlite:path/to/file.db. If the @ belongs to the path, write it as %40.")
        }
        var rest = url.afterScheme
        if rest.hasPrefix("//") { rest.removeFirst(2) }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw DatabaseFailure(
                kind: .unreachable, message: "the database URL has parameters, and SQLite takes none",
                advice: "If the ? or # belongs to the file's name, write it as %3F or %23.")
        }
        guard let path = String(rest).removingPercentEncoding, !path.contains("\0") else {
            throw DatabaseFailure(
                kind: .unreachable,
                message: "the database URL has a % without two hexadecimal digits after it",
                advice: "If the % belongs to the file's name, write it as %25.")
        }
        guard !path.isEmpty, !path.hasSuffix("/") else {
            throw DatabaseFailure(
                kind: .unreachable, message: "the database URL names no file",
                advice: "Write it as sqlite:path/to/file.db, or sqlite::memory: for a database that is not kept.")
        }
        if path == ":memory:" {
            self = .memory
            return
        }
        let base = URL(
            fileURLWithPath: baseDirectory ?? FileManager.default.currentDirectoryPath, isDirectory: true)
        self = .file(path: URL(fileURLWithPath: path, relativeTo: base).standardizedFileURL.path)
    }

    /// Whether this looks like a server's URL: the text before the `@` may be a password, and would become part of a
    /// file name.
    private static func namesUser(_ url: DatabaseURL) -> Bool {
        let authority = url.afterScheme.hasPrefix("//") ? url.afterScheme.dropFirst(2).prefix { $0 != "/" } : ""
        return authority.contains("@") || !DatabaseURL.passwords(in: url.textWithPassword).isEmpty
    }

    /// The place as other modules represent it.
    var place: ConnectedPlace {
        switch self {
        case .memory: .memory
        case .file(let path): .file(path: path)
        }
    }

    /// Whether the file does not exist.
    var isMissing: Bool {
        switch self {
        case .memory: false
        case .file(let path): !FileManager.default.fileExists(atPath: path)
        }
    }
}
