internal import Athanor

/// The views that a replacement or an alteration of a table recreated: the view with a new definition, if there is one,
/// and the unchanged views that depend on it or on the table.
///
/// A view that was recreated unchanged does not count as made by the revision. `athanor.views` keeps its state: made by
/// a revision, changed since, or made by somebody else. But its rows are new.
struct RebuiltViews: Sendable {
    private struct View: Sendable {
        let oid: Int64
        let name: QualifiedName
        /// The hashes of its rule (``ViewRule``) before.
        let rule: String
        let isReplaced: Bool
    }

    private let views: [View]
    /// The process that the log names.
    private let process: WorkingProcess

    /// The setting in which the transaction keeps, as JSON, the views that are not recorded yet. `athanor.views` is
    /// written at the end, when the session has its own role again.
    static let pending = "athanor.rebuilding"
    /// The setting in which the transaction keeps the views that were recreated unchanged, with the hashes of their
    /// rules: `;OID HASH;` for each.
    static let done = "athanor.rebuilt"

    /// Reads the rules of a family's views before they are recreated.
    /// - Parameters:
    ///   - replaced: the view that gets another definition; `nil` for none.
    ///   - session: the session that runs the statements, or writes a script of them.
    /// - Throws: ``DatabaseFailure``.
    init(
        _ family: ViewFamily, replacing replaced: Int64?, session: ReplacingSession, on connection: any Connection
    ) async throws {
        process = session.process
        let rows = try await connection.query(
            own: """
                SELECT c.oid::bigint AS oid, \(ViewRule.expression) AS rule
                FROM pg_catalog.pg_class AS c
                WHERE c.oid = ANY ($1::oid[])
                """, [.text(CapturedView.array(family.oids))])
        let rules = try rows.reduce(into: [Int64: String]()) {
            $0[try $1["oid", as: Int64.self]] = try $1["rule", as: String?.self]
        }
        views = family.views.map {
            View(oid: $0.oid, name: $0.qualifiedName, rule: rules[$0.oid] ?? "", isReplaced: $0.oid == replaced)
        }
    }

    /// A statement that saves for ``NotingViews`` which view has replaced which. It must run under a search path
    /// without schemas of users.
    var keeping: String {
        let dialect = PostgreSQLDialect()
        let list = views.map { view in
            "(\(view.oid), \(dialect.quoteText(view.name.schema ?? "")), \(dialect.quoteText(view.name.name)), "
                + "\(dialect.quoteText(view.rule)), \(view.isReplaced))"
        }
        guard !list.isEmpty else { return SQLStatement.block("    NULL;").text }
        return SQLStatement.block(
            """
                PERFORM pg_catalog.set_config(
                    '\(Self.pending)',
                    (coalesce(nullif(pg_catalog.current_setting('\(Self.pending)', true), ''), '[]')::jsonb
                         || (
                         SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                                    'old', b.old, 'new', c.oid::bigint, 'before', b.rule, 'replaced', b.replaced,
                                    'host', \(dialect.quoteText(process.host)),
                                    'process', \(process.id),
                                    'made', \(ViewRule.expression.indented(by: 32)))), '[]')
                         FROM (VALUES
                             \(list.joined(separator: ",\n                 "))
                         ) AS b (old, schema, name, rule, replaced)
                         JOIN pg_catalog.pg_namespace AS n ON n.nspname = b.schema
                         JOIN pg_catalog.pg_class AS c
                             ON c.relnamespace = n.oid AND c.relname = b.name
                     ))::text,
                    true);
            """
        ).text
    }
}
