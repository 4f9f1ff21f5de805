internal import Athanor

/// The user's editor.
struct Editor: Sendable {
    /// The command that opens it. The shell reads it, so it may contain arguments.
    let command: String
    private let environment: [String: String]

    /// The editor that the environment names.
    /// - Parameter paths: the files to open, for the error.
    /// - Throws: ``EditorError`` if the environment names no editor.
    init(_ environment: [String: String], paths: [String]) throws(EditorError) {
        let named = ["VISUAL", "EDITOR"].compactMap { environment[$0] }
        guard let command = named.first(where: { !$0.allSatisfy(\.isWhitespace) }) else { throw .noneNamed(paths) }
        self.command = command
        self.environment = environment
    }

    /// Opens files and waits until the editor is closed.
    /// - Throws: ``EditorError`` when the editor ends with a failure.
    func edit(_ paths: [String]) async throws {
        // As in git, the files become arguments of the command.
        let shell = ShellCommand(text: "\(command) \"$@\"", arguments: paths, environment: environment)
        let ending = try await Interruption.leavingTerminalToAnother { try await shell.run() }
        guard ending.isSuccess else { throw EditorError.failed(command, ending, paths) }
    }
}

/// The editor is missing, or it failed.
enum EditorError: ExplainedError {
    /// No editor is named.
    case noneNamed([String])
    /// The editor failed.
    case failed(String, ShellCommand.Ending, [String])

    var explanation: Explanation {
        switch self {
        case .noneNamed(let paths):
            Explanation(
                "no editor is set: neither VISUAL nor EDITOR",
                advice: "Set one, as in `export EDITOR=vi`, or open the file by hand: \(paths.joined(separator: ", "))")
        case .failed(let command, let ending, let paths):
            Explanation(
                "the editor `\(command.onOneLine)` \(ending.text)",
                state: "The file is as the editor left it: \(paths.joined(separator: ", "))",
                advice: "Correct VISUAL or EDITOR, or open the file by hand.")
        }
    }
}
