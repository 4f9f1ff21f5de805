public import Foundation
public import TestSupport

/// Reads mutated revision files and configurations, each batch in a separate process. Each file is read or refused with
/// an error, and no process crashes or hangs.
public struct Mutations: Scenario {
    private let tools: Tools
    private let repository: URL
    /// The number of files in a round.
    public let batchSize: Int

    /// - Parameters:
    ///   - tools: the executables.
    ///   - repository: the folder of this repository.
    ///   - batchSize: the number of files in a round.
    public init(_ tools: Tools, repository: URL, batchSize: Int = 1000) {
        self.tools = tools
        self.repository = repository
        self.batchSize = batchSize
    }

    /// Its name.
    public var name: String { "\(batchSize) mutated files a round" }

    /// Reads one batch.
    public func play(_ round: Int, _ numbers: inout SeededNumbers) async throws -> Encounters {
        let seed = numbers.next()
        return try await Workplace.with { workplace in
            let reader = try ToolProcess(
                tools.torture,
                ["read-mutations", "--seed", "\(seed)", "--count", "\(batchSize)", "--repository", repository.path],
                in: workplace.folder, database: "")
            let ending = try await reader.end(within: .seconds(300))
            // The last line is the number of the file that it was reading, or how many files could be read.
            let written = ending.text.split(separator: "\n")
            guard ending.exitCode == 0, let readable = written.last.flatMap({ Int($0) }) else {
                throw Contradiction(
                    "torture read-mutations --seed \(seed) --count \(batchSize): exit code \(ending.exitCode), after\n"
                        + written.suffix(40).joined(separator: "\n"))
            }
            return Encounters(counts: ["read": readable, "refused with an error": batchSize - readable])
        }
    }
}
