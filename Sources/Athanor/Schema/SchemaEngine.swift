/// Reads the schemas of a database system as values, and compares them.
package protocol SchemaEngine<Contents>: Sendable {
    /// A schema of the system, as a value.
    associatedtype Contents: SchemaContents

    /// Reads the schema of a database in one snapshot.
    ///
    /// It only reads the catalog. Code that is in the database never runs, because another role may have written it.
    /// - Parameters:
    ///   - connection: a connection that may be for reading only.
    ///   - versionTable: the version table. It is left out, like the metadata tables.
    /// - Throws: ``DatabaseFailure``.
    func read(on connection: any Connection, without versionTable: QualifiedName) async throws -> Contents

    /// Returns the schema of an empty database on the same version of the system.
    func empty(like contents: Contents) -> Contents

    /// Returns the change from one schema to another. Pure.
    /// - Parameters:
    ///   - old: the present schema.
    ///   - new: the desired schema.
    ///   - renames: the renames that the files of the desired schema say. Those whose old object is gone do nothing.
    ///   - policy: what is compared, and how the statements are written.
    /// - Throws: an ``ExplainedError`` if objects need each other so that no order is possible.
    func change(
        from old: Contents, to new: Contents, renames: [StatedRename], policy: ComparisonPolicy
    ) throws -> SchemaChange

    /// The statements that give a session the settings for loading a file. Also undo all settings of another file.
    var settingsForLoading: [SQLStatement] { get }

    /// Returns how to handle a failure of a statement of a file that describes a schema.
    func verdict(on failure: DatabaseFailure, of statement: SchemaFileStatement) -> LoadingVerdict
}

/// A schema of a database system, as a value. Two values are equal if the schemas are.
package protocol SchemaContents: Sendable, Hashable, Codable {
    /// The system with the version that decides how it writes definitions: `PostgreSQL 15`. Only schemas of the same
    /// version can be compared.
    var system: String { get }

    /// The number of objects.
    var objectCount: Int { get }
}
