/// The definition of a view, materialized or plain, as it is in a database.
public struct LiveDefinition: Sendable, Hashable {
    /// Its name, with its schema if the database would not find it without.
    public let name: QualifiedName
    /// The name as SQL writes it, in quotes if needed.
    public let sqlName: String
    /// Whether it is materialized.
    public let isMaterialized: Bool
    /// Its query, as the database writes it.
    public let query: String
    /// The options of a plain view.
    public let options: Options

    /// The options of a plain view. Replacing the view would remove them unless they are stated again.
    public struct Options: Sendable, Hashable {
        /// The check for rows that are written through the view.
        public var checkOption: ViewDefinition.CheckOption?
        /// Whether it is a security barrier.
        public var isSecurityBarrier: Bool
        /// Whether it reads with the privileges of the calling user.
        public var isSecurityInvoker: Bool

        /// Creates options.
        public init(
            checkOption: ViewDefinition.CheckOption? = nil, isSecurityBarrier: Bool = false,
            isSecurityInvoker: Bool = false
        ) {
            self.checkOption = checkOption
            self.isSecurityBarrier = isSecurityBarrier
            self.isSecurityInvoker = isSecurityInvoker
        }
    }

    /// Creates a definition, as a database module reads it.
    public init(
        name: QualifiedName, sqlName: String, isMaterialized: Bool, query: String, options: Options = Options()
    ) {
        self.name = name
        self.sqlName = sqlName
        self.isMaterialized = isMaterialized
        self.query = query
        self.options = options
    }
}

/// Reads the definition of a view from a database. Changes nothing.
public struct LiveDefinitionReader: Sendable {
    let address: DatabaseAddress
    let options: MigratorOptions

    /// Creates a reader. Nothing is opened yet.
    public init(_ address: DatabaseAddress, options: MigratorOptions = MigratorOptions()) {
        self.address = address
        self.options = options
    }

    /// The result of a read.
    public struct Reading: Sendable {
        /// The rows of the version table.
        public let rows: [RevisionID]
        /// The definition.
        public let definition: LiveDefinition
        /// The indexes of the compared texts that the database reads as the same definition.
        public let equals: [Int]
    }

    /// Reads the definition of a view.
    /// - Parameters:
    ///   - name: the view's name as a person types it, with or without a schema.
    ///   - texts: returns the texts to compare with the definition.
    /// - Throws: ``ViewLookupError`` if there is no such view; ``DatabaseFailure``; `CancellationError`.
    public func read(
        _ name: String, comparingWith texts: @Sendable (LiveDefinition) throws -> [SourceText]
    ) async throws -> Reading {
        let missing = ViewLookupError.notFound(name, nearest: [])
        return try await MigrationSession.reading(address, options: options, ifMissing: { throw missing }()) {
            session in
            let database = address.database
            let views = database.materializedViews(on: session.connection)
            let definition = try await views.definition(of: name)
            var equals: [Int] = []
            for (index, text) in try texts(definition).enumerated() {
                // A text that is not a query is not this definition.
                let query = ViewQuery.written(text.all)
                guard let statement = try? query.statement(of: "view", by: database.scriptReader) else { continue }
                if try await views.isDefinition(statement, of: definition) { equals.append(index) }
            }
            return Reading(rows: try await session.rows(), definition: definition, equals: equals)
        }
    }
}
