/// The definition of a view, materialized or plain, as it is in a database.
package struct LiveDefinition: Sendable, Hashable {
    /// Its name, with its schema if the database would not find it without.
    package let name: QualifiedName
    /// The name as SQL writes it, in quotes if needed.
    package let sqlName: String
    /// Whether it is materialized.
    package let isMaterialized: Bool
    /// Its query, as the database writes it.
    package let query: String
    /// The options of a plain view.
    package let options: Options

    /// The options of a plain view. Replacing the view would remove them unless they are stated again.
    package struct Options: Sendable, Hashable {
        /// The check for rows that are written through the view.
        package var checkOption: ViewDefinition.CheckOption?
        /// Whether it is a security barrier.
        package var isSecurityBarrier: Bool
        /// Whether it reads with the privileges of the calling user.
        package var isSecurityInvoker: Bool

        /// Creates options.
        package init(
            checkOption: ViewDefinition.CheckOption? = nil, isSecurityBarrier: Bool = false,
            isSecurityInvoker: Bool = false
        ) {
            self.checkOption = checkOption
            self.isSecurityBarrier = isSecurityBarrier
            self.isSecurityInvoker = isSecurityInvoker
        }
    }

    /// Creates a definition, as a database module reads it.
    package init(
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
package struct LiveDefinitionReader: Sendable {
    let address: DatabaseAddress
    let options: MigratorOptions

    /// Creates a reader. Nothing is opened yet.
    package init(_ address: DatabaseAddress, options: MigratorOptions = MigratorOptions()) {
        self.address = address
        self.options = options
    }

    /// The result of a read.
    package struct Reading: Sendable {
        /// The rows of the version table.
        package let rows: [RevisionID]
        /// The definition.
        package let definition: LiveDefinition
        /// The indexes of the compared texts that the database reads as the same definition.
        package let equals: [Int]
    }

    /// Reads the definition of a view.
    /// - Parameters:
    ///   - name: the view's name as a person types it, with or without a schema.
    ///   - texts: returns the texts to compare with the definition.
    /// - Throws: ``ViewLookupError`` if there is no such view; ``DatabaseFailure``; `CancellationError`.
    package func read(
        _ name: String, comparingWith texts: @Sendable (LiveDefinition) throws -> [SourceText]
    ) async throws -> Reading {
        let missing = ViewLookupError.notFound(name, nearest: [])
        return try await MigrationSession.reading(address, options: options, ifMissing: { throw missing }()) {
            session in
            let database = address.module
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
