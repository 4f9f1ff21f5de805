internal import Athanor
internal import Foundation

/// The properties of a database that a copy does not have, as far as the server shows them to the role.
///
/// A copy of the whole cluster has the same identifiers. Only where it is, and what happened to it since, distinguish it
/// from the original.
struct DatabaseIdentity: Codable, Hashable {
    /// The identifier of the cluster, which `initdb` makes.
    let cluster: String
    /// The OID of the database.
    let database: String
    /// The timeline. Promoting a standby, or restoring to a point in time, begins another one.
    let timeline: Int64
    /// The port of the server.
    let port: Int64
    /// The data directory; `nil` if the role may not read it.
    let directory: String?
    /// The time when the file `PG_VERSION` was last changed, in seconds since 1970; `nil` if the role may not read it.
    /// `initdb` writes that file, and a base backup writes another.
    let filesChangedAt: Int64?
    /// Whether the server is a standby now.
    private(set) var isStandby = false

    private enum CodingKeys: CodingKey {
        case cluster, database, timeline, port, directory, filesChangedAt
    }

    /// Reads the identity of the connection's database.
    /// - Throws: ``DatabaseFailure``.
    init(on connection: any Connection) async throws {
        guard let row = try await connection.query(own: Self.reading).first else { throw Self.unreadable }
        cluster = try row["cluster", as: String.self]
        database = try row["database", as: String.self]
        timeline = try row["timeline", as: Int64.self]
        port = try row["port", as: Int64.self]
        directory = try row["directory", as: String?.self]
        // Naming the function needs the right to call it, even in a branch that is not evaluated.
        filesChangedAt =
            try row["reads_files", as: Bool.self]
            ? try await connection.query(own: Self.readingFiles).first?["changed", as: Int64?.self] : nil
        isStandby = try row["is_standby", as: Bool.self]
    }

    /// Reads a recorded identity; `nil` if the text is not one.
    init?(recorded: String) {
        guard let identity = try? JSONDecoder().decode(Self.self, from: Data(recorded.utf8)) else { return nil }
        self = identity
    }

    /// The text to record.
    /// - Throws: nothing that a value can cause.
    func recorded() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Returns the first difference from the database that was marked; `nil` if none is visible.
    func difference(from marked: DatabaseIdentity) -> String? {
        func differs<Part: Equatable>(_ part: Part?, _ marked: Part?) -> Bool {
            if let part, let marked { part != marked } else { false }
        }
        if cluster != marked.cluster { return "it is in another cluster" }
        if database != marked.database { return "it is another database of the same cluster" }
        if isStandby { return "its server is a standby" }
        if timeline != marked.timeline {
            return "its server was promoted from a standby, or restored to a point in time"
        }
        if differs(directory, marked.directory) { return "its server has another data directory" }
        if port != marked.port { return "its server has another port" }
        if differs(filesChangedAt, marked.filesChangedAt) { return "the files of its server were copied" }
        return nil
    }

    /// After a promotion, the checkpoint with the new timeline may take minutes. Until then, the end of recovery has it.
    private static let reading = """
        SELECT s.system_identifier::text AS cluster, d.oid::text AS database,
               greatest(c.timeline_id, r.min_recovery_end_timeline)::bigint AS timeline,
               pg_catalog.current_setting('port')::bigint AS port, pg_catalog.pg_is_in_recovery() AS is_standby,
               CASE WHEN pg_catalog.pg_has_role('pg_read_all_settings', 'USAGE')
                    THEN pg_catalog.current_setting('data_directory') END AS directory,
               pg_catalog.has_function_privilege('pg_catalog.pg_stat_file(pg_catalog.text)', 'EXECUTE') AS reads_files
        FROM pg_catalog.pg_control_system() AS s
        CROSS JOIN pg_catalog.pg_control_checkpoint() AS c
        CROSS JOIN pg_catalog.pg_control_recovery() AS r
        CROSS JOIN pg_catalog.pg_database AS d
        WHERE d.datname = pg_catalog.current_database()
        """

    private static let readingFiles = """
        SELECT extract(epoch FROM f.change)::bigint AS changed FROM pg_catalog.pg_stat_file('PG_VERSION') AS f
        """

    private static let unreadable = DatabaseFailure(
        kind: .statement, message: "the server does not show the identifier of its cluster")
}
