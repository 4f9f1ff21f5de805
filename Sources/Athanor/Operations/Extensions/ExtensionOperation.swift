/// An operation about an extension of the database.
public enum ExtensionOperation: Operation, Hashable {
    /// Creates an extension; `cascade` creates those that it needs.
    case create(String, schema: String?, version: String?, cascade: Bool, ifNotExists: Bool)
    /// Updates an extension to a version, or to the newest; `was` is the old version, for the way back.
    case update(String, to: String?, was: String?)
    /// Drops an extension. It can be made again by its name.
    case drop(String, ifExists: Bool, dependents: DependentObjects)

    /// `create extension NAME` and the like.
    public var summary: String {
        switch self {
        case .create(let name, _, _, _, _): "create extension \(name)"
        case .update(let name, let version, _): "update extension \(name)" + (version.map { " to \($0)" } ?? "")
        case .drop(let name, _, _): "drop extension \(name)"
        }
    }

    /// What the database's dialect makes of it.
    /// - Throws: ``OperationError`` also for what makes no sense on any database.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try check()
        return try database.dialect.lower(self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        guard case .update(_, let version?, let was?) = self else { return }
        try check.refuse(ifSame: was == version, "the version")
    }

    /// Dropping what was created, the old version.
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
    /// PostgreSQL: `CREATE EXTENSION [IF NOT EXISTS] … [WITH SCHEMA … VERSION … CASCADE]`. Refused on SQLite, where
    /// whoever opens the database loads them.
    /// - Parameters:
    ///   - name: the extension's name.
    ///   - schema: the schema for its objects; `nil` is the extension's or the session's own.
    ///   - version: its version; `nil` is its default.
    ///   - cascade: whether those that it needs are created too.
    ///   - ifNotExists: whether it is fine that it is there, in any version.
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
    ///   - version: the new version; `nil` is the newest that is installed on the server.
    ///   - was: the old version, for the way back.
    public func updateExtension(_ name: String, to version: String? = nil, was: String? = nil) -> ExtensionOperation {
        .update(name, to: version, was: was)
    }

    /// Drops an extension.
    ///
    /// PostgreSQL: `DROP EXTENSION [IF EXISTS] … [CASCADE]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the extension's name.
    ///   - ifExists: whether it is fine that there is none.
    ///   - dependents: what happens to what uses it.
    public func dropExtension(
        _ name: String, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> ExtensionOperation {
        .drop(name, ifExists: ifExists, dependents: dependents)
    }
}
