/// The place that a connection leads to, as the server reports it. Contains no password.
public enum ConnectedPlace: Sendable, Hashable {
    /// A database of a server.
    /// - Parameters:
    ///   - host: the host's name or address, or the folder of the server's socket.
    ///   - port: the port, in digits.
    ///   - database: the database's name.
    ///   - role: the role that statements run as.
    case server(host: String, port: String, database: String, role: String)
    /// A file, by its absolute path.
    case file(path: String)
    /// A file that does not exist, by its absolute path.
    case missingFile(path: String)
    /// A database in the memory of this process.
    case memory
}

extension ConnectedPlace: CustomStringConvertible {
    /// The place as text: `shop at db.example.com:5432 as deployer`.
    public var description: String {
        switch self {
        case .server(let host, let port, let database, let role):
            // A socket's folder, or an IPv6 address.
            let address = host.hasPrefix("/") || host.contains(":") ? "\(host), port \(port)," : "\(host):\(port)"
            return "\(database) at \(address) as \(role)"
        case .file(let path): return path
        case .missingFile(let path): return "\(path), which does not exist,"
        case .memory: return "in memory"
        }
    }
}
