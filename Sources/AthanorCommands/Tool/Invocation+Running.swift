internal import ArgumentParser
internal import Athanor
internal import Foundation

extension Invocation {
    /// Parses arguments, runs their command, and shows errors.
    func run(_ arguments: [String]) async -> ExitStatus {
        // Checked before parsing, so that the parser's errors are without colours too.
        let isColorless = arguments.prefix { $0 != "--" }.contains("--no-color")
        let status = await (isColorless ? withoutColors : self).runAsIs(arguments)
        guard status == .success, let problem = output.problem() else { return status }
        show(
            Explanation(
                "standard output could not be written completely: \(problem)",
                advice: "The work is done, but the printed text is incomplete: do not use it, least of all as a script."
            ))
        return .failure
    }

    /// Runs a command. If it fails because its task was cancelled, the status is that of SIGINT.
    func runUnlessCancelled(_ arguments: [String]) async -> ExitStatus {
        let status = await run(arguments)
        return status != .success && Task.isCancelled ? .interrupted(by: SIGINT) : status
    }

    private var withoutColors: Invocation {
        var invocation = self
        invocation.output = output.withoutColors
        invocation.errorOutput = errorOutput.withoutColors
        return invocation
    }

    private func runAsIs(_ arguments: [String]) async -> ExitStatus {
        if arguments.first == "---completion" {
            // A completion script asks while a person is typing a line: no error may disturb it.
            return await withoutErrors.runPrepared(arguments)
        }
        return await runPrepared(arguments)
    }

    private var withoutErrors: Invocation {
        var invocation = self
        invocation.errorOutput = .discarding
        return invocation
    }

    private func runPrepared(_ arguments: [String]) async -> ExitStatus {
        var invocation = self
        invocation.announced = AnnouncedDatabase()
        invocation.configuredSecrets = ConfiguredSecrets(schemes: databases.flatMap(\.urlSchemes))
        invocation.configuredSecrets.note(environment: environment)
        invocation.typedURLs = TypedURLs(
            arguments + PreparedArguments(arguments).arguments, schemes: databases.flatMap(\.urlSchemes))
        return await invocation.runCommand(arguments)
    }

    private func runCommand(_ arguments: [String]) async -> ExitStatus {
        await Self.$current.withValue(self) {
            let command: any ParsableCommand
            do {
                let prepared = PreparedArguments(arguments).arguments
                try AthanorCommand.checkSubcommand(in: prepared)
                command = try await AthanorCommand.asyncParseAsRoot(prepared)
            } catch {
                return show(parserError: error)
            }
            do {
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    var command = command
                    try command.run()
                }
                return .success
            } catch let error as ConfigurationError where error.isUsage {
                // Wrong usage prints nothing on standard output, whether or not the parser finds it.
                show(error.explanation)
                return .usage
            } catch let error as any ExplainedError {
                show(error.explanation, forMachinesToo: Self.isForMachines(arguments))
                return .failure
            } catch let error as FailureAfterOutput {
                show(error.explanation)
                return .failure
            } catch is CancellationError {
                show(Explanation(of: CancellationError()), forMachinesToo: Self.isForMachines(arguments))
                return .failure
            } catch {
                return show(commandError: error, forMachinesToo: Self.isForMachines(arguments))
            }
        }
    }

    private static func isForMachines(_ arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains("--json")
    }

    /// Shows an error, in colours on a terminal.
    /// - Parameter forMachinesToo: whether to write the failure to standard output as well, as a JSON event.
    func show(_ explanation: Explanation, forMachinesToo: Bool = false) {
        // If this cannot be written, standard error still gets the text that follows.
        if forMachinesToo { try? output.event(FailureEvent(namingTool(in: explanation), in: announced.document)) }
        errorOutput.line(namingTool(in: hidingSecrets(in: explanation.painted(for: errorOutput))))
    }

    private func namingTool(in explanation: Explanation) -> Explanation {
        var named = explanation
        named.message = namingTool(in: hidingSecrets(in: explanation.message))
        named.notes = explanation.notes.map {
            Explanation.Note(label: $0.label, text: hidingSecrets(in: $0.text))
        }
        named.state = explanation.state.map { namingTool(in: hidingSecrets(in: $0)) }
        named.advice = explanation.advice.map { namingTool(in: hidingSecrets(in: $0)) }
        return named
    }

    /// Shows what the argument parser throws: requested help, or wrong usage.
    private func show(parserError error: any Error) -> ExitStatus {
        let status = ExitStatus(rawValue: AthanorCommand.exitCode(for: error).rawValue)
        let message = AthanorCommand.fullMessage(for: error)
        if status == .success {
            if !message.isEmpty { output.line(HelpText(message).text) }
        } else {
            // Begins like all other errors.
            let beginning = "Error: "
            let rest = message.hasPrefix(beginning) ? message.dropFirst(beginning.count) : message[...]
            let text = HelpText.shortened(
                error: configuredSecrets.hidden(in: typedURLs.hiddenStrays(in: String(rest)))[...])
            errorOutput.line(errorOutput.paint("error:", .red) + " " + text)
        }
        return status
    }

    /// Shows what a command throws: requested help, or an error that is not an `ExplainedError`.
    private func show(commandError error: any Error, forMachinesToo: Bool) -> ExitStatus {
        guard AthanorCommand.exitCode(for: error) == .failure else { return show(parserError: error) }
        show(Explanation(of: error), forMachinesToo: forMachinesToo)
        return .failure
    }
}
