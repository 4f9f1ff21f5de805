import Foundation

/// The user, the machine and the process of a run, for the log.
struct RunIdentity: Sendable {
    /// The user, as the database reports it.
    let user: String
    /// The machine's name.
    let host: String
    /// The process's id on that machine.
    let process: Int32

    /// Creates the identity of this process on a connection.
    init(_ connection: any Connection) {
        user = connection.userName
        host = ProcessInfo.processInfo.hostName
        process = ProcessInfo.processInfo.processIdentifier
    }
}

/// The version of Athanor.
public enum AthanorVersion {
    /// The running version, as `athanor --version` prints it and the log records it.
    public static let current = "0.1.0"
}
