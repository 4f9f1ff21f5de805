internal import Foundation

extension OperationExample {
    /// The source of the use: the lines between the braces of the example, without the indentation.
    /// - Throws: an error if the source cannot be read, or does not have the expected layout.
    public func shownSource() throws -> String {
        let lines = try String(contentsOfFile: source.path, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)[(source.line - 1)...]
        func indentation(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
        guard
            let opening = lines.firstIndex(where: {
                $0.hasSuffix(" { op in") && !$0.contains("given: ExampleTables.both {")
            }),
            let closing = lines[opening...].dropFirst().firstIndex(where: { line in
                line.trimmingCharacters(in: .whitespaces).hasPrefix("}")
                    && indentation(line) <= indentation(lines[opening])
            })
        else { throw CocoaError(.formatting) }
        let body = lines[(opening + 1)..<closing]
        let least = body.filter { !$0.isEmpty }.map(indentation).min() ?? 0
        return body.map { String($0.dropFirst(least)) }.joined(separator: "\n")
    }
}
