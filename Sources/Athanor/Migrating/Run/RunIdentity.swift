import Foundation

/// Who runs, for the log.
struct RunIdentity: Sendable {
    /// The user, as the database knows it.
    let user: String
    /// The machine's name.
    let host: String
    /// The process's id on that machine.
    let process: Int32

    /// This process, on a connection.
    init(_ connection: any Connection) {
        user = connection.userName
        host = ProcessInfo.processInfo.hostName
        process = ProcessInfo.processInfo.processIdentifier
    }
}

/// The version of Athanor.
public enum AthanorVersion {
    /// This version, as `athanor --version` prints it and the log keeps it.
    public static let current = "0.1.0"
}
