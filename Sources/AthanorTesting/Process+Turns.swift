package import Foundation

extension Process {
    /// Starts the program, while no other is started in this way.
    ///
    /// On Linux, Foundation learns of a program's end from a socket that the program alone is to have open. One that starts
    /// at the same moment can inherit that socket. Foundation then takes the first to be running for as long as the other
    /// one is, which may be a server: whoever waits for the first waits for ever. The first stays a zombie too, which
    /// keeps Swift Testing from seeing that any exit test ends.
    ///
    /// Source: `Process.swift` of swift-corelibs-foundation, `WaitFor.swift` of swift-testing.
    /// - Throws: as `run()`.
    package func runInTurn() throws {
        try ProgramTurn.take { try run() }
    }
}

/// The turn of whoever starts a program.
package enum ProgramTurn {
    private static let lock = NSLock()

    /// Has the turn for as long as it takes to start a program.
    package static func take<Result>(_ start: () throws -> Result) rethrows -> Result {
        try lock.withLock { try start() }
    }
}
