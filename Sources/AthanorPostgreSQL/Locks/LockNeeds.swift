internal import Athanor

/// The number of locks that building views takes, and the number that fit in the server's lock table.
///
/// Source: PostgreSQL documentation, "Lock Management": the table has room for `max_locks_per_transaction` locks for each
/// allowed connection and prepared transaction.
struct LockNeeds: Sendable, Hashable {
    /// The estimated number: one lock for each relation that is read or created (tables, partitions, views, and all
    /// their indexes).
    let count: Int64
    let perTransaction: Int64
    /// The sum of `max_connections` and `max_prepared_transactions`.
    let transactions: Int64

    /// The number of locks that fit in the lock table.
    var capacity: Int64 { perTransaction * transactions }

    /// `about 10012 locks; the server's table of locks has room for 300 (max_locks_per_transaction = 10, for 30
    /// transactions)`.
    var description: String {
        "about \(count) locks; the server's table of locks has room for \(capacity) "
            + "(max_locks_per_transaction = \(perTransaction), for \(transactions) transactions)"
    }

    /// The command for an administrator. It leaves some room, because other transactions need locks too.
    var remedy: String {
        let wanted = max(perTransaction * 2, (count + count / 4) / max(1, transactions) + 1)
        return "ALTER SYSTEM SET max_locks_per_transaction = \(wanted); and restart the server"
    }

    /// A sentence on the shortage; `nil` if there is room for all locks.
    var shortage: String? {
        count > capacity ? "It may fail, since it takes \(description). Set more: \(remedy)." : nil
    }

    /// The error with this remedy as its advice, if it says that the lock table is full.
    func explained(_ error: DatabaseFailure) -> DatabaseFailure {
        guard Self.isFullTable(error.code, hint: error.hint) else { return error }
        var explained = error
        explained.advice = "This takes \(description). Set more: \(remedy)."
        return explained
    }

    /// Whether an error means a full lock table instead of a lack of memory. The hint contains the setting's name in
    /// every language.
    static func isFullTable(_ code: String, hint: String?) -> Bool {
        code == "53200" && hint?.contains("max_locks_per_transaction") == true
    }

    /// Counts the locks that refreshing takes, for each view by itself.
    /// - Parameter views: the views' OIDs.
    /// - Throws: ``DatabaseFailure``.
    static func refreshing(_ views: [Int64], on connection: any Connection) async throws -> [Int64: LockNeeds] {
        let rows = try await connection.query(
            own: reading(together: false), [.text(CapturedView.array(views))])
        return Dictionary(try rows.map { (try $0["root", as: Int64.self], try LockNeeds($0)) }) { first, _ in first }
    }

    /// Counts the locks of those materialized views that need more locks than fit in the lock table.
    /// - Throws: ``DatabaseFailure``.
    static func exceeding(_ views: [QualifiedName], on connection: any Connection) async throws -> [QualifiedName:
        LockNeeds]
    {
        let wanted = Set(views)
        let rows = try await connection.query(
            own: """
                SELECT n.nspname AS schema, c.relname AS name, c.oid::bigint AS oid
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind = 'm'
                """)
        var names: [Int64: QualifiedName] = [:]
        for row in rows {
            let name = QualifiedName(schema: try row["schema", as: String.self], name: try row["name", as: String.self])
            if wanted.contains(name) { names[try row["oid", as: Int64.self]] = name }
        }
        let needs = try await refreshing(names.keys.sorted(), on: connection).filter { $1.count > $1.capacity }
        return Dictionary(needs.compactMap { oid, needs in names[oid].map { ($0, needs) } }) { first, _ in first }
    }

    /// Counts the locks that rebuilding views takes, for all together: the old and the new views, with the relations
    /// that they read.
    /// - Throws: ``DatabaseFailure``.
    static func replacing(_ views: [Int64], on connection: any Connection) async throws -> LockNeeds? {
        let rows = try await connection.query(
            own: reading(together: true), [.text(CapturedView.array(views))])
        return try rows.first.map(LockNeeds.init)
    }

    private init(_ row: ResultRow) throws {
        self.init(
            count: try row["count", as: Int64.self], perTransaction: try row["per_transaction", as: Int64.self],
            transactions: try row["transactions", as: Int64.self])
    }

    init(count: Int64, perTransaction: Int64, transactions: Int64) {
        self.count = count
        self.perTransaction = perTransaction
        self.transactions = transactions
    }

    /// A query that counts locks. It follows a view to the relations that it reads; another materialized view counts
    /// like a table. With `together`, each of the views counts twice, as the old and the new one, with its indexes and
    /// its TOAST table with that table's index.
    private static func reading(together: Bool) -> String {
        """
        WITH RECURSIVE read (root, oid) AS (
            SELECT v.oid, v.oid FROM unnest($1::oid[]) AS v (oid)
            UNION
            SELECT b.root, x.oid
            FROM read AS b
            CROSS JOIN LATERAL (
                SELECT d.refobjid AS oid
                FROM pg_class AS c
                JOIN pg_rewrite AS w ON w.ev_class = c.oid
                JOIN pg_depend AS d
                  ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
                WHERE c.oid = b.oid AND (c.relkind = 'v' OR c.oid = b.root)
                UNION ALL
                SELECT i.inhrelid FROM pg_inherits AS i WHERE i.inhparent = b.oid
            ) AS x
        ),
        locked AS (
            SELECT DISTINCT \(together ? "0::oid" : "b.root") AS root, b.oid,
                   (SELECT count(*) FROM pg_index AS i WHERE i.indrelid = b.oid) AS indexes,
                   \(together ? "b.oid = ANY ($1::oid[])" : "false") AS is_made
            FROM read AS b
        )
        SELECT l.root::bigint AS root,
               sum(CASE WHEN l.is_made THEN 2 * (3 + l.indexes) ELSE 1 + l.indexes END)::bigint AS count,
               current_setting('max_locks_per_transaction')::bigint AS per_transaction,
               current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint
                   AS transactions
        FROM locked AS l
        GROUP BY l.root
        """
    }
}
