import Foundation

/// The user, the machine and the process of some work, for the log.
struct RunIdentity: Sendable {
    /// The user, as the database reports it.
    let user: SQLOperand
    /// The machine and the process.
    let process: WorkingProcess

    /// Creates the identity of this process on a connection.
    init(_ connection: any Connection) {
        user = .value(.text(connection.userName))
        process = .current
    }

    /// Creates the identity of a script: the user who runs it, if the database has users.
    init(writing script: any ScriptDialect) {
        process = .script
        user = script.performedBy.map(SQLOperand.expression) ?? .value(.text(process.host))
    }
}

/// A process of Athanor, for the log.
package struct WorkingProcess: Sendable {
    /// The name of its machine.
    package let host: String
    /// Its id on that machine.
    package let id: Int64

    /// This process.
    package static let current = WorkingProcess(
        host: ProcessInfo.processInfo.hostName, id: Int64(ProcessInfo.processInfo.processIdentifier))
    /// The work of a script. Constants, so that a script is the same wherever it is written.
    package static let script = WorkingProcess(host: "offline SQL", id: 0)
}

/// The version of Athanor.
package enum AthanorVersion {
    /// The running version, as `athanor --version` prints it and the log records it.
    package static let current = "0.1.0"
}
