package import RevisionHistory

/// The properties of a Swift revision, read from its source without compiling it.
///
/// The properties that place it in the graph must be literals. The build plugin and commands that only read can then
/// read the history.
package struct SwiftRevisionFile: Sendable, Hashable {
    /// The type's name, with the types around it: `Outer.Inner`.
    package let typeName: String
    /// The documentation comment before the type, which is the revision's message. Without one, the name of the file
    /// without the id: `create users` for `3f9a1c2e77b0_create_users.swift`.
    package let message: String
    /// The revision's place in the graph.
    package let node: RevisionNode
    /// A hash of all tokens of the file, without comments.
    package let sourceHash: String
    /// A warning about an invalid date.
    package let dateWarning: RevisionFileWarning?

    /// Reads a file's text.
    /// - Throws: ``RevisionFileError`` when no type in it conforms to `Revision`, when several do, when the registry
    ///   cannot name the type, or when a property is missing or not a literal.
    package init(_ source: SourceText) throws(RevisionFileError) {
        let tokens = SwiftTokens(source).tokens
        let declarations = SwiftRevisionDeclaration.all(in: SwiftConditions(tokens, in: source))
        guard let declaration = declarations.first else {
            throw RevisionFileError(
                "no type in this file conforms to Revision", at: source.place(atUTF8: 0),
                advice: "Declare one as `struct NAME: Revision { … }`, naming the protocol at the type itself. "
                    + "Code that is not a revision belongs outside the revisions' folder.")
        }
        if let conditional = declarations.first(where: \.dependsOnBuild) {
            throw RevisionFileError(
                "\(conditional.name) is inside `#if`, so only some builds would have the revision",
                at: source.place(atUTF8: conditional.utf8Offset),
                advice: "Put the condition into `upgrade`, or take `#if` away. `#if false` switches code off.")
        }
        if let second = declarations.dropFirst().first {
            throw RevisionFileError(
                "a second revision, \(second.name), in the file of \(declaration.name)",
                at: source.place(atUTF8: second.utf8Offset), advice: "Put each revision into its own file.")
        }
        typeName = try Self.typeName(of: declaration, in: source)
        node = try Self.node(of: declaration, in: source)
        message =
            declaration.documentation.allSatisfy(\.isWhitespace)
            ? Self.title(fromPath: source.path, of: node.id) : declaration.documentation
        dateWarning = Self.dateWarning(declaration, in: source)
        sourceHash = StableHash(of: SwiftToken.text(of: tokens)).text
    }

    private static func typeName(
        of declaration: SwiftRevisionDeclaration, in source: SourceText
    ) throws(RevisionFileError) -> String {
        let place = source.place(atUTF8: declaration.nameOffset)
        switch declaration.reach {
        case .named(let name): return name
        case .isPrivate:
            throw RevisionFileError(
                "\(declaration.name) is private, so the registry in another file cannot name it", at: place,
                advice: "Remove `private` or `fileprivate` from the type, and from the types around it.")
        case .isLocal:
            throw RevisionFileError(
                "\(declaration.name) is inside a function, so the registry cannot name it", at: place,
                advice: "Move the type out of the function.")
        case .isInGeneric(let outer):
            throw RevisionFileError(
                "\(declaration.name) is inside the generic type \(outer), so the registry cannot name it", at: place,
                advice: "Move the type out of \(outer).")
        }
    }

    /// The part of a file's name after the id, with spaces; the part before it if the name ends with the id. The whole
    /// name if there is nothing else in it, or if it does not contain the id.
    private static func title(fromPath path: String, of id: RevisionID) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.hasSuffix(".swift") ? String(file.dropLast(".swift".count)) : file
        let parts = stem.split(separator: "_").map(String.init)
        let own = id.rawValue.split(separator: "_").map(String.init)
        guard let place = parts.firstRange(of: own) else { return parts.joined(separator: " ") }
        let (before, after) = (parts[..<place.lowerBound], parts[place.upperBound...])
        return (after.isEmpty ? before.isEmpty ? parts[...] : before : after).joined(separator: " ")
    }

    private static func node(
        of declaration: SwiftRevisionDeclaration, in source: SourceText
    ) throws(RevisionFileError) -> RevisionNode {
        func property(_ name: String) throws(RevisionFileError) -> SwiftRevisionDeclaration.Property? {
            guard let property = declaration.properties[name] else { return nil }
            let place = source.place(atUTF8: property.utf8Offset)
            switch property.value {
            case .text, .list: return property
            case .unreadable:
                throw RevisionFileError(
                    "`\(name)` of \(declaration.name) is not a literal", at: place,
                    advice:
                        "Write the value itself, as in `static let \(name) = …`: it is read without compiling the file."
                )
            case .dependsOnBuild:
                throw RevisionFileError(
                    "`\(name)` of \(declaration.name) is inside `#if`, so it would differ between builds", at: place,
                    advice: "Write one value for all builds.")
            }
        }
        func list(_ name: String) throws(RevisionFileError) -> [String]? {
            switch try property(name)?.value {
            case .list(let values): values
            case .text(let value): [value]
            case .unreadable, .dependsOnBuild, .none: nil
            }
        }
        func text(_ name: String) throws(RevisionFileError) -> String? {
            guard case .text(let value) = try property(name)?.value else { return nil }
            return value
        }
        guard let revision = try text("revision") else {
            throw RevisionFileError(
                "\(declaration.name) does not say which revision it is",
                at: source.place(atUTF8: declaration.utf8Offset),
                advice: "Add `static let revision: RevisionID = \"…\"`.")
        }
        guard let downRevisions = try list("downRevisions") else {
            throw RevisionFileError(
                "\(declaration.name) does not say what it comes after",
                at: source.place(atUTF8: declaration.utf8Offset),
                advice: "Add `static let downRevisions: [RevisionID] = [\"…\"]`, empty for a first revision.")
        }
        return RevisionNode(
            id: RevisionID(revision), downRevisions: downRevisions.map { RevisionID($0) },
            branchLabels: try list("branchLabels")?.map { BranchLabel($0) } ?? [],
            dependsOn: try list("dependsOn") ?? [],
            createDate: CreateDate(try text("createDate") ?? ""), origin: source.path)
    }

    private static func dateWarning(
        _ declaration: SwiftRevisionDeclaration, in source: SourceText
    ) -> RevisionFileWarning? {
        guard let property = declaration.properties["createDate"], case .text(let text) = property.value,
            !text.isEmpty, CreateDate(text) == nil
        else { return nil }
        return .impossibleDate(text, at: source.place(atUTF8: property.utf8Offset))
    }
}
