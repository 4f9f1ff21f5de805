internal import Athanor
internal import Foundation

/// The views that a replacement made anew: the one that has a new definition, and those that read it and are as they were.
///
/// What the record says of them goes on. A view that was made again as it was is no work of the revision's, so that it stays
/// what it was to the record: made by a revision, changed since, or made by somebody else. But its rows are new.
struct RebuiltViews: Sendable {
    private struct View: Sendable {
        let oid: Int64
        let name: QualifiedName
        /// The hashes of its rule (``ViewRule``) before.
        let rule: String
        let isReplaced: Bool
    }

    private let views: [View]

    /// Where the transaction keeps what is still to be entered in the record, as JSON. The record itself is written at the
    /// end, when the session has its own role again.
    static let pending = "athanor.rebuilding"
    /// Where the transaction keeps which views have been made again as they were, with their rules: `;OID rule;` of each.
    static let done = "athanor.rebuilt"

    /// The views of a family before they are made anew.
    /// - Parameter replaced: the one that gets another definition; `nil` for none.
    /// - Throws: ``DatabaseError``.
    init(_ family: ViewFamily, replacing replaced: Int64?, on connection: any Connection) async throws {
        let rows = try await connection.query(
            own: """
                SELECT c.oid::bigint AS oid, \(ViewRule.expression) AS rule
                FROM pg_catalog.pg_class AS c
                WHERE c.oid = ANY ($1::oid[])
                """, [.text(CapturedView.array(family.oids))])
        let rules = try rows.reduce(into: [Int64: String]()) { $0[try $1.integer("oid")] = try $1.textIfAny("rule") }
        views = family.views.map {
            View(oid: $0.oid, name: $0.qualifiedName, rule: rules[$0.oid] ?? "", isReplaced: $0.oid == replaced)
        }
    }

    /// A statement that keeps for ``NotingViews`` which view has taken the place of which. It is read under a search path
    /// without schemas of users.
    var keeping: String {
        let dialect = PostgreSQLDialect()
        let list = views.map { view in
            "(\(view.oid), \(dialect.quoteText(view.name.schema ?? "")), \(dialect.quoteText(view.name.name)), "
                + "\(dialect.quoteText(view.rule)), \(view.isReplaced))"
        }
        guard !list.isEmpty else { return Statement.block("    NULL;").text }
        return Statement.block(
            """
                PERFORM pg_catalog.set_config(
                    '\(Self.pending)',
                    (coalesce(nullif(pg_catalog.current_setting('\(Self.pending)', true), ''), '[]')::jsonb
                         || (
                         SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                                    'old', b.old, 'new', c.oid::bigint, 'before', b.rule, 'replaced', b.replaced,
                                    'host', \(dialect.quoteText(ProcessInfo.processInfo.hostName)),
                                    'process', \(ProcessInfo.processInfo.processIdentifier),
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
