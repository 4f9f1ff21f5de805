public import RevisionHistory

/// The properties of a Swift revision, read from its source without compiling it.
///
/// The properties that place it in the graph must be literals. The build plugin and commands that only read can then
/// read the history.
public struct SwiftRevisionFile: Sendable, Hashable {
    /// The type's name.
    public let typeName: String
    /// The documentation comment before the type, which is the revision's message.
    public let message: String
    /// The revision's place in the graph.
    public let node: RevisionNode
    /// A hash of all tokens of the file, without comments.
    package let sourceHash: String
    /// A warning about an invalid date.
    package let dateWarning: RevisionFileWarning?

    /// Reads a file's text.
    /// - Throws: ``RevisionFileError`` when no type in it conforms to `Revision`, when several do, or when a property
    ///   is missing or not a literal.
    public init(_ source: SourceText) throws(RevisionFileError) {
        let tokens = SwiftTokens(source).tokens
        let declarations = SwiftRevisionDeclaration.all(in: tokens)
        guard let declaration = declarations.first else {
            throw RevisionFileError(
                "no type in this file conforms to Revision", at: source.place(atUTF8: 0),
                advice: "Declare one as `struct NAME: Revision { … }`, naming the protocol at the type itself. "
                    + "Code that is not a revision belongs outside the revisions' folder.")
        }
        if let second = declarations.dropFirst().first {
            throw RevisionFileError(
                "a second revision, \(second.name), in the file of \(declaration.name)",
                at: source.place(atUTF8: second.utf8Offset), advice: "Put each revision into its own file.")
        }
        typeName = declaration.name
        message = declaration.documentation
        node = try Self.node(of: declaration, in: source)
        dateWarning = Self.dateWarning(declaration, in: source)
        sourceHash = StableHash(of: SwiftToken.text(of: tokens)).text
    }

    private static func node(
        of declaration: SwiftRevisionDeclaration, in source: SourceText
    ) throws(RevisionFileError) -> RevisionNode {
        func property(_ name: String) throws(RevisionFileError) -> SwiftRevisionDeclaration.Property? {
            guard let property = declaration.properties[name] else { return nil }
            guard case .unreadable = property.value else { return property }
            throw RevisionFileError(
                "`\(name)` of \(declaration.name) is not a literal", at: source.place(atUTF8: property.utf8Offset),
                advice: "Write the value itself, as in `static let \(name) = …`: it is read without compiling the file."
            )
        }
        func list(_ name: String) throws(RevisionFileError) -> [String]? {
            switch try property(name)?.value {
            case .list(let values): values
            case .text(let value): [value]
            case .unreadable, .none: nil
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
