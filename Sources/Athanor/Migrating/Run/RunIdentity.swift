import Foundation

/// The user, the machine and the process of some work, for the log.
struct RunIdentity: Sendable {
    /// The user, as the database reports it.
    let user: SQLOperand
    /// The machine's name.
    let host: String
    /// The process's id on that machine.
    let process: Int32

    /// Creates the identity of this process on a connection.
    init(_ connection: any Connection) {
        self.init(user: .value(.text(connection.userName)))
    }

    /// Creates the identity of a script: the user who runs it, if the database has users, and the machine and the
    /// process that wrote it.
    init(writing script: any ScriptDialect) {
        self.init(user: script.performedBy.map(SQLOperand.expression) ?? .value(.text(NSUserName())))
    }

    private init(user: SQLOperand) {
        self.user = user
        host = ProcessInfo.processInfo.hostName
        process = ProcessInfo.processInfo.processIdentifier
    }
}

/// The version of Athanor.
public enum AthanorVersion {
    /// The running version, as `athanor --version` prints it and the log records it.
    public static let current = "0.1.0"
}
