/// The definition of a view, materialized or plain, as it stands in a database.
public struct LiveDefinition: Sendable, Hashable {
    /// Its name, with its schema where the database would not find it without.
    public let name: QualifiedName
    /// The name as SQL writes it, in quotes where it needs them.
    public let sqlName: String
    /// Whether it is materialized.
    public let isMaterialized: Bool
    /// Its query as the database writes it.
    public let query: String
    /// What a plain view has beside its query.
    public let options: Options

    /// What a plain view has beside its query, which replacing it would take away unless it is stated again.
    public struct Options: Sendable, Hashable {
        /// Which new rows written through it are refused.
        public var checkOption: ViewDefinition.CheckOption?
        /// Whether it is a security barrier.
        public var isSecurityBarrier: Bool
        /// Whether it reads with the rights of who asks.
        public var isSecurityInvoker: Bool

        /// Options.
        public init(
            checkOption: ViewDefinition.CheckOption? = nil, isSecurityBarrier: Bool = false,
            isSecurityInvoker: Bool = false
        ) {
            self.checkOption = checkOption
            self.isSecurityBarrier = isSecurityBarrier
            self.isSecurityInvoker = isSecurityInvoker
        }
    }

    /// A definition as a database room reads it.
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

/// Reads the definition of a view from a database. It changes nothing.
public struct LiveDefinitionReader: Sendable {
    let address: DatabaseAddress
    let options: MigratorOptions

    /// A reader; nothing is opened yet.
    public init(_ address: DatabaseAddress, options: MigratorOptions = MigratorOptions()) {
        self.address = address
        self.options = options
    }

    /// What was read.
    public struct Reading: Sendable {
        /// The rows of the version table.
        public let rows: [RevisionID]
        /// The definition.
        public let definition: LiveDefinition
        /// Of the texts to compare, those that are the definition by the database's own reading, by their places.
        public let equals: [Int]
    }

    /// Reads the definition of a view.
    /// - Parameters:
    ///   - name: the view's name as a person types it, with or without a schema.
    ///   - texts: given the definition, texts to compare it with.
    /// - Throws: ``MaterializedViewError`` when there is no such view; ``DatabaseError``; `CancellationError`.
    public func read(
        _ name: String, comparingWith texts: @Sendable (LiveDefinition) throws -> [SourceText]
    ) async throws -> Reading {
        let missing = MaterializedViewError.notFound(name, nearest: [])
        return try await MigrationSession.reading(address, options: options, ifMissing: { throw missing }()) {
            session in
            let database = address.database
            let views = database.materializedViews(on: session.connection)
            let definition = try await views.definition(of: name)
            var equals: [Int] = []
            for (index, text) in try texts(definition).enumerated() {
                // What is no query, is not this one.
                let query = ViewQuery.written(text.all)
                guard let statement = try? query.statement(of: "view", by: database.scriptReader) else { continue }
                if try await views.isDefinition(statement, of: definition) { equals.append(index) }
            }
            return Reading(rows: try await session.rows(), definition: definition, equals: equals)
        }
    }
}
