extension SQLText {
    /// An identifier of an operation, checked and in quotes.
    /// - Throws: ``OperationError`` when the database cannot store it unchanged: it is empty, too long, or contains
    ///   NUL.
    package func identifier(_ identifier: String) throws(OperationError) -> String {
        guard !identifier.isEmpty else {
            throw OperationError("a name is empty", advice: "Give every object that an operation names a name.")
        }
        guard !identifier.utf8.contains(0) else {
            throw OperationError(
                "the name \"\(identifier.replacing("\0", with: "\\0"))\" holds a NUL character",
                advice: "Write the name without it.")
        }
        if let longestIdentifier, identifier.utf8.count > longestIdentifier {
            throw OperationError(
                "the name \"\(identifier)\" has \(identifier.utf8.count) bytes, and the database keeps "
                    + "\(longestIdentifier)",
                advice: "Shorten it: the database would cut off the rest without an error.")
        }
        return quote(identifier)
    }

    /// A qualified name of an operation, checked and in quotes.
    /// - Throws: ``OperationError`` as ``identifier(_:)-(String)``.
    package func identifier(_ name: QualifiedName) throws(OperationError) -> String {
        let unqualified = try identifier(name.name)
        guard let schema = name.schema else { return unqualified }
        return try identifier(schema) + "." + unqualified
    }

    /// Names of an operation, checked, in quotes, separated by commas.
    /// - Throws: ``OperationError`` when there are none, and as ``identifier(_:)-(String)``.
    package func identifiers(_ names: [String]) throws(OperationError) -> String {
        guard !names.isEmpty else {
            throw OperationError(
                "a list of names is empty", advice: "Name at least one column or object in every list of names.")
        }
        var quoted: [String] = []
        for name in names { quoted.append(try identifier(name)) }
        return quoted.joined(separator: ", ")
    }

    /// A qualified name in quotes.
    package func quote(_ name: QualifiedName) -> String {
        name.schema.map { "\(quote($0)).\(quote(name.name))" } ?? quote(name.name)
    }
}
