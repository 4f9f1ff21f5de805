internal import Athanor

/// Reads the definitions of views, and compares them with those that revisions made.
///
/// The texts as they are come first. Where they differ, both sides are made comparable, by the server that runs now:
/// a newer one may write the same definition in another way. That takes a transaction that may write, which is then
/// rolled back.
struct DefinitionReader {
    let connection: any Connection

    /// A definition with what is known of it.
    struct Definition: Sendable {
        let text: String
        let fingerprint: DefinitionFingerprint?
        let origin: DefinitionOrigin
    }

    /// The definitions, by the views' OIDs. A view that is dropped meanwhile has none.
    /// - Throws: ``DatabaseError``.
    func definitions(of views: [FoundView]) async throws -> [Int64: Definition] {
        guard !views.isEmpty else { return [:] }
        let record = try await ViewRecord.read(on: connection)
        let mayWrite = try await mayWrite()
        try await connection.query("BEGIN ISOLATION LEVEL READ COMMITTED\(mayWrite ? ", READ WRITE" : "")")
        do {
            try await connection.query(own: "SELECT pg_catalog.set_config('search_path', '', true)")
            let texts = try await texts(of: views)
            var definitions: [Int64: Definition] = [:]
            for view in views {
                guard let text = texts[view.oid] else { continue }
                definitions[view.oid] = try await definition(view, text, record, mayWrite: mayWrite)
            }
            try await connection.query("ROLLBACK")
            return definitions
        } catch {
            _ = try? await connection.query("ROLLBACK")
            throw error
        }
    }

    private func definition(
        _ view: FoundView, _ text: String, _ record: ViewRecord, mayWrite: Bool
    ) async throws -> Definition {
        let noted = record[view.name]
        if let noted, noted.definition == text, let comparable = noted.comparable {
            return Definition(text: text, fingerprint: DefinitionFingerprint(of: comparable), origin: .sameAsRevisions)
        }
        var reason = "the session may only read, and its text must be read again to be compared"
        var comparable: String?
        if mayWrite {
            do {
                comparable = try await ComparableDefinition.of(view.oid, on: connection)
            } catch let error as DatabaseError where error.kind == .statement || error.kind == .notAllowed {
                reason = error.message
            }
        }
        let origin: DefinitionOrigin
        if !record.isReadable {
            origin = .unknown(because: "athanor.views may not be read")
        } else if let noted {
            if noted.definition == text {
                origin = .sameAsRevisions
            } else if let comparable {
                origin = try await reread(noted.definition) == comparable ? .sameAsRevisions : .differs
            } else {
                origin = .unknown(because: reason)
            }
        } else {
            origin = .notByRevision
        }
        return Definition(text: text, fingerprint: comparable.map(DefinitionFingerprint.init), origin: origin)
    }

    /// A definition that was noted, made comparable; `nil` when it cannot be read any more, since what it names has
    /// gone.
    private func reread(_ definition: String) async throws -> String? {
        try await connection.query("SAVEPOINT athanor_rereading")
        var text: String?
        do {
            try await connection.query(ComparableDefinition.creating(definition, columns: ""))
            text = try await connection.query(
                own: "SELECT pg_catalog.pg_get_viewdef('pg_temp.athanor_comparable'::pg_catalog.regclass) AS definition"
            ).first?.text("definition")
        } catch let error as DatabaseError where error.kind == .statement || error.kind == .notAllowed {
            text = nil
        }
        try await connection.query("ROLLBACK TO SAVEPOINT athanor_rereading")
        try await connection.query("RELEASE SAVEPOINT athanor_rereading")
        return text
    }

    private func texts(of views: [FoundView]) async throws -> [Int64: String] {
        let oids = "{" + views.map { String($0.oid) }.joined(separator: ",") + "}"
        let rows = try await connection.query(
            own: """
                SELECT c.oid, pg_catalog.pg_get_viewdef(c.oid) AS definition
                FROM pg_catalog.pg_class AS c
                WHERE c.oid = ANY ($1::oid[])
                """, [.text(oids)])
        return try rows.reduce(into: [:]) { texts, row in
            if let text = try row.textIfAny("definition") { texts[try row.integer("oid")] = text }
        }
    }

    /// Whether a transaction of the session may write: not on a standby, and not where whoever set up the database, the role
    /// or the connection wants none to. That this session is one for reading is Athanor's own wish, and does not count.
    private func mayWrite() async throws -> Bool {
        let row = try await connection.query(
            own: """
                SELECT NOT pg_catalog.pg_is_in_recovery() AND s.reset_val <> 'on' AS writable
                FROM pg_catalog.pg_settings AS s
                WHERE s.name = 'default_transaction_read_only'
                """
        ).first
        return try row?.boolean("writable") ?? false
    }
}

/// Athanor's record of the views that revisions made.
struct ViewRecord: Sendable {
    /// A view as it was noted.
    struct Entry: Sendable {
        let definition: String
        let comparable: String?
    }

    /// Whether the role may read it.
    let isReadable: Bool
    private let entries: [QualifiedName: Entry]

    subscript(name: QualifiedName) -> Entry? { entries[name] }

    static func read(on connection: any Connection) async throws -> ViewRecord {
        do {
            let format = try await PostgreSQLCatalog(connection: connection).ownTablesFormat()
            guard let format, format >= OwnTable.formatWithViews else {
                return ViewRecord(isReadable: true, entries: [:])
            }
            let rows = try await connection.query(
                own: """
                    SELECT schema, name, definition, comparable
                    FROM \(PostgreSQLDialect().name(of: .views))
                    WHERE definition <> ''
                    """)
            return ViewRecord(
                isReadable: true,
                entries: try rows.reduce(into: [:]) { entries, row in
                    entries[QualifiedName(schema: try row.text("schema"), name: try row.text("name"))] = Entry(
                        definition: try row.text("definition"), comparable: try row.textIfAny("comparable"))
                })
        } catch let error as DatabaseError where error.kind == .notAllowed {
            return ViewRecord(isReadable: false, entries: [:])
        }
    }
}
