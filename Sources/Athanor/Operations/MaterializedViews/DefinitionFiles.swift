/// Where `op` finds the definitions that stand in files.
public struct DefinitionFiles: Sendable {
    private let read: @Sendable (String) -> Result<String, OperationError>

    /// - Parameter read: gives a file's text by its path from the project's folder.
    public init(_ read: @escaping @Sendable (String) -> Result<String, OperationError>) {
        self.read = read
    }

    /// None.
    public static var none: DefinitionFiles {
        DefinitionFiles { path in
            .failure(
                OperationError("there is no definition file \(path)", advice: "This history has no definition files."))
        }
    }

    /// The query with its file's text.
    func resolving(_ query: ViewQuery) -> ViewQuery {
        guard case .file(let path) = query else { return query }
        return .read(DefinitionFile(path: path, text: read(path)))
    }
}
