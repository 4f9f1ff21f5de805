import Foundation
import TestSupport

/// A file of pairs of schemas, a JSON object in each line.
struct PairsFile {
    let pairs: [SchemaPair]

    /// Reads a file.
    /// - Throws: ``Unreadable`` with the line; errors of reading the file.
    init(contentsOf file: URL) throws {
        let lines = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        pairs = try lines.enumerated().compactMap { number, line in
            guard line.contains(where: { $0 > 0x20 }) else { return nil }
            do {
                return try JSONDecoder().decode(SchemaPair.self, from: Data(line))
            } catch {
                throw Unreadable(description: "\(file.path):\(number + 1): not a pair: \(error)")
            }
        }
    }

    /// An error: a line is not a pair.
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }
}
