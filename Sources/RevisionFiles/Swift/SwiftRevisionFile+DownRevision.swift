package import RevisionHistory

extension SwiftRevisionFile {
    /// The range of the down revisions in a file: the literal of `downRevisions`; `nil` if it is not a literal alone.
    package static func downRevisionRange(in source: SourceText) -> Range<Int>? {
        let tokens = SwiftTokens(source).tokens
        guard let property = SwiftRevisionDeclaration.all(in: source).first?.properties["downRevisions"],
            let name = tokens.firstIndex(where: { $0.utf8Offset == property.utf8Offset }),
            let equals = tokens[name...].firstIndex(where: { $0.kind == .symbol("=") || $0.kind == .symbol("{") }),
            equals + 1 < tokens.count
        else { return nil }
        switch property.value {
        case .text, .list: break
        case .unreadable, .dependsOnBuild: return nil
        }
        let first = tokens[equals + 1]
        switch first.kind {
        case .symbol("["):
            let end = tokens[equals...].first { $0.kind == .symbol("]") }
            return end.map { first.utf8Offset..<$0.utf8Offset + 1 }
        case .text:
            return stringLiteral(at: first.utf8Offset, in: source)
        default:
            return nil
        }
    }

    /// The literal for given revisions.
    package static func downRevisionText(_ ids: [RevisionID]) -> String {
        "[\(ids.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))]"
    }

    /// A literal on one line, without interpolation.
    private static func stringLiteral(at start: Int, in source: SourceText) -> Range<Int>? {
        let bytes = Array(source.text.utf8.dropFirst(start).prefix { $0 != UInt8(ascii: "\n") })
        let pounds = bytes.prefix { $0 == UInt8(ascii: "#") }
        let closing = [UInt8(ascii: "\"")] + pounds
        let escape = [UInt8(ascii: "\\")] + pounds
        var index = pounds.count + 1
        while index < bytes.count {
            if bytes[index...].starts(with: closing) { return start..<start + index + closing.count }
            index += bytes[index...].starts(with: escape) ? escape.count + 1 : 1
        }
        return nil
    }
}
