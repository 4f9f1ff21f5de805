internal import Athanor

/// Updates of columns that foreign keys refer to, while foreign keys are not enforced.
///
/// An action such as ON UPDATE CASCADE does nothing then. The check of foreign keys before the commit finds a reference
/// to a missing row, but not one that now leads to another row, because that row has taken the value.
struct KeyUpdates {
    /// A column that a statement assigns, and its table.
    struct Update: Hashable {
        let table: SQLiteName
        let column: SQLiteName
    }

    /// The updates in the work.
    private let updates: [Update]
    /// A table that the work drops or rebuilds; `nil` if only an operation does so.
    private let rebuilt: String?
    /// Whether several revisions share the transaction.
    private let isShared: Bool

    /// - Returns: `nil` if nothing is updated.
    init?(in statements: [[Token]], rebuilding rebuilt: String?, isShared: Bool) {
        let found = statements.flatMap(Self.updates)
        guard !found.isEmpty else { return nil }
        updates = Array(Set(found)).sorted { ($0.table.text, $0.column.text) < ($1.table.text, $1.column.text) }
        self.rebuilt = rebuilt
        self.isShared = isShared
    }

    /// The check to run in the transaction after the work. (https://sqlite.org/foreignkeys.html#fk_actions)
    var check: TransactionCheck {
        TransactionCheck(
            "an ON UPDATE action would be skipped", statement, advice: advice
        ) { rows in
            guard let row = rows.first else { return nil }
            let texts = row.values.map { value in if case .text(let text) = value { text } else { "" } }
            guard texts.count == 4 else { return "an ON UPDATE action would be skipped" }
            return
                "column \"\(texts[1])\" of table \"\(texts[0])\" is updated, and table \"\(texts[2])\", which refers to it with "
                + "ON UPDATE \(texts[3]), would not be updated"
        }
    }

    private var advice: String {
        let reason = rebuilt.map { "drops or rebuilds table \"\($0)\"" } ?? "drops or rebuilds a table"
        guard isShared else {
            return
                "Foreign keys are not enforced in this revision, because it \(reason). Put the update into a separate "
                + "revision, or begin this one with PRAGMA foreign_keys = OFF and update the referring rows in it too."
        }
        return
            "Foreign keys are not enforced in this transaction, which several revisions share, because one of them "
            + "\(reason). Run each revision in its own transaction (`transaction_per_migration: true`), or first "
            + "upgrade to the revision before that one."
    }

    private var statement: SQLStatement {
        let rows = updates.indices.map { "($\(2 * $0 + 1), $\(2 * $0 + 2))" }.joined(separator: ", ")
        return SQLStatement(
            """
            WITH updated (parent, "column") AS (VALUES \(rows))
            SELECT DISTINCT updated.parent, updated."column", child.name AS child, key.on_update
            FROM main.sqlite_master AS child
            CROSS JOIN temp.pragma_foreign_key_list(child.name, 'main') AS key
            JOIN updated ON updated.parent = key."table" COLLATE NOCASE
            LEFT JOIN temp.pragma_table_info(key."table", 'main') AS part
                ON CASE WHEN key."to" IS NULL THEN part.pk = key.seq + 1 ELSE part.name = key."to" COLLATE NOCASE END
            WHERE child.type = 'table' AND key.on_update IN ('CASCADE', 'SET NULL', 'SET DEFAULT')
                AND (updated."column" = coalesce(key."to", part.name) COLLATE NOCASE
                    OR part.pk > 0 AND updated."column" COLLATE NOCASE IN ('rowid', '_rowid_', 'oid'))
                AND NOT (SELECT setting.foreign_keys FROM temp.pragma_foreign_keys AS setting)
            ORDER BY 1, 2, 3
            LIMIT 1
            """, updates.flatMap { [.text($0.table.text), .text($0.column.text)] })
    }

    /// Returns the columns that a statement assigns: `UPDATE t SET …`, and `INSERT INTO t … DO UPDATE SET …`. The body
    /// of a new trigger is ignored, since it does not run now.
    private static func updates(in tokens: [Token]) -> [Update] {
        guard tokens.first?.isKeyword("CREATE") == false else { return [] }
        var found: [Update] = []
        var target: String?
        var cursor = TokenCursor(tokens[...])
        while !cursor.isAtEnd {
            if cursor.accept("INTO") {
                target = cursor.acceptQualifiedName()?.name ?? target
            } else if cursor.accept("DO", "UPDATE", "SET") {
                if let target {
                    found += cursor.passAssignments().map { Update(table: SQLiteName(target), column: SQLiteName($0)) }
                }
            } else if cursor.accept("UPDATE") {
                if cursor.accept("OR") { cursor.pass() }
                guard let table = cursor.acceptQualifiedName(), cursor.passUntil("SET") else { continue }
                found += cursor.passAssignments().map { Update(table: SQLiteName(table.name), column: SQLiteName($0)) }
            } else {
                cursor.pass()
            }
        }
        return found
    }
}

extension TokenCursor {
    /// Consumes everything up to and including a keyword.
    fileprivate mutating func passUntil(_ keyword: String) -> Bool {
        while !isAtEnd {
            if accept(keyword) { return true }
            pass()
        }
        return false
    }

    /// Consumes `a = …, (b, c) = …` and returns the names on the left.
    fileprivate mutating func passAssignments() -> [String] {
        var names: [String] = []
        repeat {
            if let list = acceptNameList() {
                names += list
            } else if let name = acceptName() {
                names.append(name)
            } else {
                return names
            }
            guard acceptPunctuation("=") else { return names }
        } while passExpression()
        return names
    }

    /// Consumes an expression.
    /// - Returns: whether another assignment follows.
    private mutating func passExpression() -> Bool {
        var depth = 0
        while let token = rest.first {
            if token.isPunctuation("(") { depth += 1 }
            if token.isPunctuation(")") { depth -= 1 }
            if depth < 0
                || depth == 0 && ["FROM", "WHERE", "RETURNING", "ORDER", "LIMIT"].contains(token.keyword ?? "")
            {
                return false
            }
            pass()
            if depth == 0, token.isPunctuation(",") { return true }
        }
        return false
    }
}
