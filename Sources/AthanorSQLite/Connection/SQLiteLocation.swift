internal import Athanor
internal import Foundation

/// Where a URL says that a database is.
enum SQLiteLocation: Hashable, Sendable {
    /// A database that lives as long as its connection.
    case memory
    /// A file, by its absolute path.
    case file(path: String)

    /// Reads a URL: `sqlite:relative/path.db`, `sqlite://relative/path.db`, `sqlite:/absolute.db`,
    /// `sqlite:///absolute.db` or `sqlite::memory:`.
    ///
    /// What follows `//` is a path and not a host: SQLite has no hosts.
    /// - Parameters:
    ///   - url: the URL; `%20` and the like are decoded.
    ///   - baseDirectory: where relative paths start; `nil` is the process's working directory.
    /// - Throws: ``DatabaseError`` when the URL names no file, or has a user's name before an `@`.
    init(_ url: DatabaseURL, baseDirectory: String?) throws {
        guard !Self.namesUser(url) else {
            throw DatabaseError(
                kind: .unreachable, message: "the database URL names a user, a password or a host, and SQLite has none",
                advice: "Write it as sqlite:path/to/file.db. If the @ belongs to the path, write it as %40.")
        }
        var rest = url.afterScheme
        if rest.hasPrefix("//") { rest.removeFirst(2) }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw DatabaseError(
                kind: .unreachable, message: "the database URL has parameters, and SQLite takes none",
                advice: "If the ? or # belongs to the file's name, write it as %3F or %23.")
        }
        guard let path = String(rest).removingPercentEncoding, !path.contains("\0") else {
            throw DatabaseError(
                kind: .unreachable,
                message: "the database URL has a % that no two hexadecimal digits follow",
                advice: "If the % belongs to the file's name, write it as %25.")
        }
        guard !path.isEmpty, !path.hasSuffix("/") else {
            throw DatabaseError(
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

    /// Whether it looks like a server's URL: what stands before the `@` may be a password, and would become a file's name.
    private static func namesUser(_ url: DatabaseURL) -> Bool {
        let authority = url.afterScheme.hasPrefix("//") ? url.afterScheme.dropFirst(2).prefix { $0 != "/" } : ""
        return authority.contains("@") || !DatabaseURL.passwords(in: url.textWithPassword).isEmpty
    }

    /// The place as other rooms know it.
    var place: ConnectedPlace {
        switch self {
        case .memory: .memory
        case .file(let path): .file(path: path)
        }
    }

    /// Whether there is no file at that place.
    var isMissing: Bool {
        switch self {
        case .memory: false
        case .file(let path): !FileManager.default.fileExists(atPath: path)
        }
    }
}
