import ArgumentParser
import Foundation
import TortureChecks

/// The command `mutations`: reads mutated files.
struct MutationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mutations", abstract: "Read mutated revision files and configurations, 1,000 a round.")

    @Option(help: "The folder of Athanor's repository, whose files are mutated.")
    var repository = "."

    @OptionGroup var options: RoundOptions

    func run() async throws {
        let repository = URL(filePath: repository)
        try await options.play(Mutations(RoundOptions.tools, repository: repository), standard: 100, jobs: 2)
    }
}

/// The command `read-mutations`, which `mutations` runs in separate processes.
struct ReadMutationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read-mutations", abstract: "Read mutated files in this process; `mutations` runs this command.")

    @Option(help: "The seed of the random numbers.")
    var seed: UInt64

    @Option(help: "The number of the first file.")
    var first = 0

    @Option(help: "How many files to read.")
    var count: Int

    @Option(help: "The folder of Athanor's repository.")
    var repository = "."

    @Flag(help: "Print the file instead of reading it.")
    var show = false

    func run() async throws {
        let batch = MutationBatch(seed: seed, range: first..<first + count, repository: URL(filePath: repository))
        // Not buffered: after a crash, the last number is that of the file at fault.
        func note(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }
        if show {
            try batch.show { FileHandle.standardOutput.write(Data($0)) }
            return
        }
        note("\(try await batch.run { note("file \($0)") })")
    }
}
