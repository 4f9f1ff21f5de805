extension SwiftRevisionFile {
    /// The place of a text in the literals of properties, for messages about the graph.
    /// - Parameters:
    ///   - text: the text: an id or a label.
    ///   - properties: the properties to look in, in order.
    ///   - source: the file.
    /// - Returns: the place of the literal's text; `nil` if no such literal is there.
    package static func place(of text: String, in properties: [GraphProperty], of source: SourceText) -> SourcePlace? {
        guard let declaration = SwiftRevisionDeclaration.all(in: source).first else { return nil }
        for property in properties {
            let literals = declaration.properties[property.rawValue]?.literals ?? []
            guard let literal = literals.first(where: { $0.kind == .text(text) }) else { continue }
            let pounds = source.text.utf8.dropFirst(literal.utf8Offset).prefix { $0 == UInt8(ascii: "#") }.count
            return source.place(atUTF8: literal.utf8Offset + pounds + 1)
        }
        return nil
    }

    /// The place of the type's name.
    package static func placeOfTypeName(in source: SourceText) -> SourcePlace? {
        SwiftRevisionDeclaration.all(in: source).first.map { source.place(atUTF8: $0.nameOffset) }
    }
}
