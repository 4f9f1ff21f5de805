import Athanor
import AthanorPostgreSQL

/// A short chain of views and materialized views over two schemas, each with something that a replacement must keep.
enum ViewChain {
    /// The one in the middle.
    static let replaced: QualifiedName = "report.daily"

    /// The definition that it gets: what reads it gets other rows as well.
    static let newQuery = """
        SELECT region, day, sum(amount) * 2 AS total, count(*) AS sales FROM base.recent GROUP BY region, day
        """

    /// The statements that make it.
    static let script = """
        CREATE SCHEMA base;
        CREATE SCHEMA report;
        CREATE TABLE base.sales (id integer PRIMARY KEY, region text, amount integer, day date);
        INSERT INTO base.sales
        SELECT i, 'region ' || i % 3, i, date '2026-01-01' + i / 20 FROM generate_series(1, 60) AS i;
        CREATE VIEW base.recent AS SELECT region, amount, day FROM base.sales WHERE id > 10;
        CREATE MATERIALIZED VIEW report.daily AS
        SELECT region, day, sum(amount) AS total FROM base.recent GROUP BY region, day;
        CREATE UNIQUE INDEX daily_key ON report.daily (region, day);
        COMMENT ON MATERIALIZED VIEW report.daily IS 'what was sold';
        GRANT SELECT ON report.daily TO PUBLIC;
        CREATE VIEW base.totals AS SELECT region, sum(total) AS total FROM report.daily GROUP BY region;
        GRANT SELECT (region) ON base.totals TO PUBLIC;
        CREATE MATERIALIZED VIEW report.best AS SELECT region, total FROM base.totals WHERE total > 0;
        CREATE UNIQUE INDEX best_key ON report.best (region);
        COMMENT ON INDEX report.best_key IS 'one row a region';
        ANALYZE base.sales, report.daily, report.best;
        """

    static func build(on connection: any Connection) async throws {
        for statement in try read(script) { try await connection.query(sql: SQLStatement(statement.slice)) }
    }

    /// What the views answer, a line a row.
    static func rows(on connection: any Connection) async throws -> [String] {
        try await connection.query(
            """
            SELECT 'daily ' || concat_ws(' ', region, day, total) AS line FROM report.daily
            UNION ALL SELECT 'totals ' || concat_ws(' ', region, total) FROM base.totals
            UNION ALL SELECT 'best ' || concat_ws(' ', region, total) FROM report.best
            ORDER BY line
            """
        ).map { try $0["line", as: String.self] }
    }
}

/// The revision that makes the chain.
struct ChainRevision: Revision {
    static let revision: RevisionID = "chain"
    static let downRevisions: [RevisionID] = []
    static let entry = RevisionEntry(ChainRevision.self, path: "Versions/chain.swift", message: "chain")

    func upgrade(_ op: Operations) -> OperationList { op.execute(ViewChain.script) }
}

/// The revision that replaces the view in its middle, in the way that the task says.
struct ChainReplacement: Revision {
    @TaskLocal static var strategy = ReplacementStrategy.automatic

    static let revision: RevisionID = "replacing"
    static let downRevisions: [RevisionID] = ["chain"]
    static let entry = RevisionEntry(ChainReplacement.self, path: "Versions/replacing.swift", message: "replacing")

    func upgrade(_ op: Operations) -> OperationList {
        op.replaceMaterializedView(ViewChain.replaced, as: .sql(ViewChain.newQuery), strategy: Self.strategy)
    }
}
