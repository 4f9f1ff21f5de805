package import Foundation

extension Process {
    /// Starts the program while no other program is being started with this method.
    ///
    /// On Linux, Foundation learns that a program has ended from a socket that only the program should have open. A
    /// program that starts at the same moment can inherit the socket. Foundation then assumes that the first program
    /// runs as long as the other one, which may be a server, so a wait for the first never ends. The first also stays a
    /// zombie, which keeps Swift Testing from seeing that any exit test ends.
    ///
    /// Source: `Process.swift` of swift-corelibs-foundation, `WaitFor.swift` of swift-testing.
    /// - Throws: as `run()`.
    package func runInTurn() throws {
        try ProgramTurn.take { try run() }
    }
}

/// The exclusive right to start a program.
package enum ProgramTurn {
    private static let lock = NSLock()

    /// Starts a program while no other caller does.
    package static func take<Result>(_ start: () throws -> Result) rethrows -> Result {
        try lock.withLock { try start() }
    }
}
