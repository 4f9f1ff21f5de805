/// An operation on a database extension.
public enum ExtensionOperation: MigrationOperation, Hashable {
    /// Creates an extension; `cascade` also creates the extensions that it needs.
    case create(String, schema: String?, version: String?, cascade: Bool, ifNotExists: Bool)
    /// Updates an extension to a version, or to the newest; `was` is the old version, for the downgrade.
    case update(String, to: String?, was: String?)
    /// Drops an extension.
    case drop(String, ifExists: Bool, dependents: DependentObjects)

    /// A summary, such as `create extension NAME`.
    public var summary: String {
        switch self {
        case .create(let name, _, _, _, _): "create extension \(name)"
        case .update(let name, let version, _): "update extension \(name)" + (version.map { " to \($0)" } ?? "")
        case .drop(let name, _, _): "drop extension \(name)"
        }
    }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``, also for an operation that is invalid on every database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try check()
        return try database.module.dialect.lower(self).attributed(to: self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        guard case .update(_, let version?, let was?) = self else { return }
        try check.refuse(ifSame: was == version, "the version")
    }

    /// An operation that drops the created extension, or restores the old version.
    public var inverse: Inverse {
        switch self {
        case .create(_, _, _, _, ifNotExists: true):
            .impossible(because: "the extension may have been there before it")
        case .create(_, _, _, cascade: true, _):
            .impossible(because: "it does not say which extensions came with it")
        case .create(let name, _, _, cascade: false, ifNotExists: false):
            .operations([Self.drop(name, ifExists: false, dependents: .refuse)])
        case .update(let name, let version, let was?):
            .operations([Self.update(name, to: was, was: version)])
        case .update(_, _, nil):
            .impossible(because: "it does not carry the old version; give it with `was:`")
        case .drop:
            .impossible(because: "it does not carry the schema and version of the extension")
        }
    }
}

extension Operations {
    /// Creates an extension.
    ///
    /// PostgreSQL: `CREATE EXTENSION [IF NOT EXISTS] … [WITH SCHEMA … VERSION … CASCADE]`. Refused on SQLite, where the
    /// program that opens the database loads extensions.
    /// - Parameters:
    ///   - name: the extension's name.
    ///   - schema: the schema for its objects; `nil` uses the extension's own schema or the session's default.
    ///   - version: its version; `nil` is the extension's default.
    ///   - cascade: whether to create the extensions that it needs too.
    ///   - ifNotExists: no error when the extension exists already, in any version.
    public func createExtension(
        _ name: String, schema: String? = nil, version: String? = nil, cascade: Bool = false, ifNotExists: Bool = false
    ) -> ExtensionOperation {
        .create(name, schema: schema, version: version, cascade: cascade, ifNotExists: ifNotExists)
    }

    /// Updates an extension.
    ///
    /// PostgreSQL: `ALTER EXTENSION … UPDATE [TO …]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the extension's name.
    ///   - version: the new version; `nil` is the newest one installed on the server.
    ///   - was: the old version, for the downgrade.
    public func updateExtension(_ name: String, to version: String? = nil, was: String? = nil) -> ExtensionOperation {
        .update(name, to: version, was: was)
    }

    /// Drops an extension.
    ///
    /// PostgreSQL: `DROP EXTENSION [IF EXISTS] … [CASCADE]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the extension's name.
    ///   - ifExists: no error when the extension is missing.
    ///   - dependents: what happens to objects that use it.
    public func dropExtension(
        _ name: String, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> ExtensionOperation {
        .drop(name, ifExists: ifExists, dependents: dependents)
    }
}
