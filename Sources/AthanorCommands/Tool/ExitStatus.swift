/// How the process ends, as the shell sees it: the codes of `Configuration.md`, and no others.
struct ExitStatus: RawRepresentable, Sendable, Hashable {
    let rawValue: Int32

    /// All is well, or there was nothing to do.
    static let success = ExitStatus(rawValue: 0)
    /// Something failed; standard error says what and where things stand.
    static let failure = ExitStatus(rawValue: 1)
    /// The command line is wrong (`EX_USAGE`).
    static let usage = ExitStatus(rawValue: 64)

    /// A signal interrupted the work: 130 for SIGINT, 143 for SIGTERM.
    static func interrupted(by signal: Int32) -> ExitStatus {
        ExitStatus(rawValue: 128 + signal)
    }
}
