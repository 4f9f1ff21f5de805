public import Foundation

/// The executables to test, from one build.
public struct Tools: Sendable {
    /// The folder of the executables.
    public let folder: URL

    /// The executables in a folder, such as `.build/release`.
    public init(folder: URL) {
        self.folder = folder
    }

    /// `athanor` itself, for histories of SQL files.
    var athanor: URL { folder.appending(path: "athanor") }
    /// The executable with the history in Swift; see `Torture/migrate`.
    var migrate: URL { folder.appending(path: "torture-migrate") }
    /// The executable that reads files in a separate process.
    var torture: URL { folder.appending(path: "torture") }
}
