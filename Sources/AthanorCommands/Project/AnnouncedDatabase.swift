internal import Athanor
internal import Synchronization

/// The database that a command works on, announced once: people migrate the wrong database when a variable is left in
/// the shell.
final class AnnouncedDatabase: Sendable {
    private let announced = Mutex<DatabaseDocument?>(nil)

    /// The database, once it is connected to and announced.
    var document: DatabaseDocument? { announced.withLock { $0 } }

    /// Records a connection, and announces the first one.
    /// - Parameters:
    ///   - place: where the connection leads.
    ///   - source: the origin of the database's URL.
    ///   - output: where to announce it.
    func note(_ place: ConnectedPlace, from source: String, on output: TextOutput) {
        let isFirst = announced.withLock { announced in
            guard announced == nil else { return false }
            announced = DatabaseDocument(place, source: source)
            return true
        }
        guard isFirst else { return }
        StatusLines.above { output.line("database \(place) (from \(source))".onOneLine) }
    }
}

/// The database that a command works on, as JSON.
struct DatabaseDocument: Encodable, Sendable {
    /// The server's host, or the folder of its socket.
    private var host: String?
    private var port: String?
    /// The database's name.
    private var name: String?
    /// The role that statements run as.
    private var role: String?
    /// The file of a database without a server.
    private var file: String?
    /// The origin of its URL: a flag, a variable or a file.
    private let source: String

    init(_ place: ConnectedPlace, source: String) {
        self.source = source
        switch place {
        case .server(let host, let port, let database, let role):
            self.host = host
            self.port = port
            name = database
            self.role = role
        case .file(let path), .missingFile(let path): file = path
        case .memory: file = ":memory:"
        }
    }
}
