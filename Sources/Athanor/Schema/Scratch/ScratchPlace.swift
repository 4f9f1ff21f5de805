/// Where scratch databases are made.
package enum ScratchPlace: Sendable {
    /// On the server that `scratch:` names, or in its database.
    case configured(DatabaseAddress)
    /// On the server of the configured database, or on a private server of the programs on this machine.
    case automatic(beside: DatabaseAddress?)
}

/// The server that a scratch database is on.
package enum ScratchServer: Sendable, Hashable {
    /// A server with other databases. Statements about the whole server, such as ALTER ROLE, must not run.
    case shared
    /// A server that exists only for scratch databases. Statements that create roles run; others about the whole server
    /// do not, because each state of a schema would repeat them.
    case `private`
}

/// An error: no scratch database can be made.
package struct ScratchError: ExplainedError {
    /// The problem, and what to do.
    package let explanation: Explanation

    /// An error, as a database module explains it.
    package init(_ explanation: Explanation) {
        self.explanation = explanation
    }
}
