import Foundation
import Testing

/// A page of documentation, with the code in it.
struct Guide: Sendable, CustomTestStringConvertible {
    /// A piece of code between fences.
    struct Block: Sendable {
        /// The word after the opening fence.
        let language: String
        let text: String
        /// Where it begins in the page.
        let line: Int
    }

    /// The page's path in the repository.
    let path: String

    var testDescription: String { path }

    /// The pages whose code is tried out: the README and the guides.
    static let all: [Guide] = {
        let catalog = "Sources/Athanor/Athanor.docc"
        let names = try? FileManager.default.contentsOfDirectory(
            atPath: Executable.repository.appending(path: catalog).path)
        return [Guide(path: "README.md")] + (names ?? []).sorted().map { Guide(path: "\(catalog)/\($0)") }
    }()

    /// The code of the page, in order.
    func blocks() throws -> [Block] {
        let text = try String(contentsOf: Executable.repository.appending(path: path), encoding: .utf8)
        var blocks: [Block] = []
        var open: (language: String, line: Int, text: String)?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(Block(language: block.language, text: block.text, line: block.line))
                    open = nil
                } else {
                    open = (String(line.dropFirst(3)), index + 1, "")
                }
            } else {
                open?.text += line + "\n"
            }
        }
        return blocks
    }
}
