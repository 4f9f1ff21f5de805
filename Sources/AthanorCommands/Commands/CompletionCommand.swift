internal import ArgumentParser
internal import Athanor

/// `completion`: prints a script with which a shell completes this tool's commands.
struct CompletionCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        let name = Invocation.current.name
        return CommandConfiguration(
            commandName: "completion", abstract: "Print a completion script for bash, zsh or fish.",
            discussion: """
                The script completes commands, options and the names of the project's revisions. Write it to a folder \
                where the shell looks for such scripts, once for each version of \(name):

                  \(name) completion bash > ~/.local/share/bash-completion/completions/\(name)
                  \(name) completion zsh > ~/.zfunc/_\(name)
                  \(name) completion fish > ~/.config/fish/completions/\(name).fish

                bash needs the package bash-completion for that folder, and zsh `fpath+=~/.zfunc` before `compinit` in \
                ~/.zshrc. To try it in a running bash or zsh:

                  source <(\(name) completion bash)
                """)
    }

    @Argument(
        help: "The shell: bash, zsh or fish.", completion: .list(CompletionShell.allCases.map(\.rawValue)),
        transform: CompletionShell.init(argument:))
    var shell: CompletionShell?

    func validate() throws {
        let name = Invocation.current.name
        // One script completes the whole command line of the program that this tool is a subcommand of.
        if Invocation.current.isSubcommand, let program = name.split(separator: " ").first {
            throw ValidationError(
                "One script completes all of \(program): `\(program) --generate-completion-script bash` prints it.")
        }
        guard shell == nil else { return }
        throw ValidationError(
            "For which shell? `\(Invocation.current.name) completion bash`, or zsh, or fish, prints its script.")
    }

    func run() throws {
        guard let shell else { return }
        Invocation.current.output.line(AthanorCommand.completionScript(for: shell))
    }
}

extension CompletionShell {
    /// The shell that an argument of the command line names.
    init(argument: String) throws {
        guard let shell = CompletionShell(rawValue: argument) else {
            let known = Self.allCases.map(\.rawValue)
            throw ValidationError(
                "There are no completions for \"\(argument)\". \(NearestNames.suggestion(for: argument, among: known))")
        }
        self = shell
    }
}
