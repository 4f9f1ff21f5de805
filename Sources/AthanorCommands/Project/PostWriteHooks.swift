internal import Athanor
internal import Foundation

/// The user's own commands to run after a revision's file was written: a formatter, for example.
struct PostWriteHooks: Sendable {
    /// The command lines, in order.
    let commands: [String]
    /// The folder that they run in; `nil` for the working directory.
    let folder: String?
    /// Their environment variables, in addition to the file's path.
    let environment: [String: String]

    /// The variable that holds the path of the file.
    static let variable = "REVISION_SCRIPT_FILENAME"

    /// Runs them one after the other.
    /// - Parameters:
    ///   - path: the file's path as people know it.
    ///   - absolutePath: the file's path from the root.
    /// - Throws: ``PostWriteHookError`` for the first that fails; those after it are not run.
    func run(onFile path: String, absolutePath: String) async throws {
        for (number, command) in zip(1..., commands) {
            let hook = PostWriteHookError.name(of: command, number: number)
            let shell = ShellCommand(
                text: command, environment: environment.merging([Self.variable: absolutePath]) { $1 }, folder: folder,
                printsToStandardError: true)
            let ending: ShellCommand.Ending
            do {
                ending = try await shell.run()
            } catch is CancellationError {
                throw PostWriteHookError(hook: hook, problem: "was not run: interrupted", path: path)
            } catch {
                throw PostWriteHookError(
                    hook: hook, problem: "could not be run in \(folder ?? "."): \(error.localizedDescription)",
                    path: path)
            }
            guard ending.isSuccess else {
                if Task.isCancelled {
                    throw PostWriteHookError(hook: hook, problem: "was interrupted", path: path)
                }
                throw PostWriteHookError(hook: hook, problem: ending.text, path: path)
            }
        }
    }
}

/// A post-write hook failed.
struct PostWriteHookError: ExplainedError {
    /// The number and the program of the hook.
    let hook: String
    let problem: String
    let path: String

    /// The number of a command and the program that it begins with. The rest may contain secrets in any form.
    static func name(of command: String, number: Int) -> String {
        let program = command.prefix { !$0.isWhitespace }
        let isPlain = program.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
        return isPlain && !program.isEmpty ? "\(number) (\(program) …)" : "\(number)"
    }

    var explanation: Explanation {
        Explanation(
            "post-write hook \(hook) \(problem)",
            state: "The revision was written, and is kept: \(path)",
            advice: "Correct `post_write_hooks` if that is at fault, then run the command on the file by hand.")
    }
}
