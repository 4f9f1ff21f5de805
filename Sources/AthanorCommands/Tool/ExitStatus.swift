/// The exit code of the process: one of the codes of `Configuration.md`, and no other.
struct ExitStatus: RawRepresentable, Sendable, Hashable {
    let rawValue: Int32

    /// Success, also if there was nothing to do.
    static let success = ExitStatus(rawValue: 0)
    /// Failure; standard error says what failed, and in which state it left the database.
    static let failure = ExitStatus(rawValue: 1)
    /// The command line is wrong (`EX_USAGE`).
    static let usage = ExitStatus(rawValue: 64)

    /// A signal interrupted the work: 130 for SIGINT, 143 for SIGTERM.
    static func interrupted(by signal: Int32) -> ExitStatus {
        ExitStatus(rawValue: 128 + signal)
    }
}
