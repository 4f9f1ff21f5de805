/// A state of a schema that can be compared with others.
package enum SchemaState: Sendable {
    /// The schema after revisions of a history and all that they need; the empty one for no revisions. Made on a
    /// scratch database.
    case revisions([RevisionID], of: RevisionSet)
    /// The schema of a database, which is only read.
    case database(DatabaseAddress, ConnectionOptions)
    /// The schema that files of SQL describe, in any order. Made on a scratch database.
    case files([SourceText], DefinitionFiles)
    /// The schema in a snapshot file.
    case snapshot(SourceText)
    /// The schema of an empty database.
    case nothing

    /// Whether it is made on a scratch database.
    var isMade: Bool {
        switch self {
        case .revisions, .files: true
        case .database, .snapshot, .nothing: false
        }
    }

    /// Whether its definitions are the text of the project's own files. Definitions in a database may be the text of
    /// another role, which never runs with the rights of this user, not even in a scratch database.
    package var isOwnText: Bool {
        switch self {
        case .revisions, .files, .snapshot, .nothing: true
        case .database: false
        }
    }
}
