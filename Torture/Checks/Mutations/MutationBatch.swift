public import Foundation
import TestSupport

/// Reads many mutated files in this process, which may crash: `torture read-mutations`.
public struct MutationBatch: Sendable {
    /// The seed of the files' random numbers.
    public let seed: UInt64
    /// The files' numbers.
    public let range: Range<Int>
    /// The folder of this repository.
    public let repository: URL

    /// A batch.
    public init(seed: UInt64, range: Range<Int>, repository: URL) {
        self.seed = seed
        self.range = range
        self.repository = repository
    }

    /// Reads the files.
    /// - Parameter onFile: called before each file with its number.
    /// - Returns: the number of files that could be read.
    /// - Throws: ``Contradiction``.
    public func run(onFile: (_ number: Int) -> Void) async throws -> Int {
        let corpus = try Corpus(repository: repository)
        return try await Workplace.with { workplace in
            let reading = MutatedReading(workplace: workplace)
            var readable = 0
            for number in range {
                onFile(number)
                let (kind, bytes) = file(number, of: corpus)
                if try await reading.check(kind, bytes) { readable += 1 }
            }
            return readable
        }
    }

    /// Passes on the files' bytes instead of reading them.
    public func show(_ onFile: ([UInt8]) -> Void) throws {
        let corpus = try Corpus(repository: repository)
        for number in range { onFile(file(number, of: corpus).bytes) }
    }

    private func file(_ number: Int, of corpus: Corpus) -> (kind: MutatedFile, bytes: [UInt8]) {
        var numbers = SeededNumbers(seed: seed, round: number)
        // One in four is a configuration.
        let kind: MutatedFile = number.isMultiple(of: 4) ? .configuration : .revision
        return (kind, corpus.mutated(kind, &numbers))
    }
}
