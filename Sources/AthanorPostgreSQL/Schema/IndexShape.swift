internal import Athanor

/// Everything about an index but its names: of an index, or of a constraint that has one.
struct IndexShape: Sendable, Hashable, Codable {
    let isUnique: Bool
    /// The access method.
    let method: ExactText
    /// The keys in SQL, with collations, operator classes and orders; `nil` if the server wrote them in an unknown way.
    let keys: ExactText?
    /// The columns that are not keys, in SQL.
    let included: ExactText?
    /// Whether NULLs are equal for a unique index.
    let hasNullsNotDistinct: Bool
    /// The condition of the rows that are in it.
    let predicate: ExactText?
    /// The storage parameters.
    let options: RelationOptions
    /// The tablespace; `nil` for the database's.
    let tablespace: ExactText?

    /// The statement that creates an index.
    /// - Parameters:
    ///   - name: the name in SQL.
    ///   - table: the table.
    ///   - concurrently: whether the table can be written while the index is built.
    ///   - only: whether partitions get no index.
    func creation(_ name: String, on table: SchemaObjectKey, concurrently: Bool = false, only: Bool = false) -> String {
        var words = ["CREATE", isUnique ? "UNIQUE" : nil, "INDEX", concurrently ? "CONCURRENTLY" : nil, name, "ON"]
        words += [only ? "ONLY" : nil, table.sql]
        if method != "btree" { words.append("USING \(PostgreSQLDialect().quote(method.text))") }
        words.append("(\(keys?.text ?? ""))")
        words.append(included.map { "INCLUDE (\($0))" })
        if hasNullsNotDistinct { words.append("NULLS NOT DISTINCT") }
        if !options.entries.isEmpty { words.append(String(options.clause.dropFirst())) }
        words.append(tablespace.map { "TABLESPACE \(PostgreSQLDialect().quote($0.text))" })
        words.append(predicate.map { "WHERE \($0)" })
        return words.compactMap(\.self).joined(separator: " ")
    }

    /// Whether two shapes differ in storage parameters and tablespace at most, which can be altered.
    func isSameButStorage(as other: IndexShape) -> Bool { withoutStorage == other.withoutStorage }

    /// The statements that change storage parameters and tablespace.
    func storageChanges(to new: IndexShape, of index: SchemaObjectKey) -> [ChangeStatement] {
        let alter = "ALTER INDEX \(index.sql)"
        var statements = options.changes(to: new.options, by: alter)
        if tablespace != new.tablespace {
            let name = PostgreSQLDialect().quote(new.tablespace?.text ?? "pg_default")
            statements.append(ChangeStatement("\(alter) SET TABLESPACE \(name)", [.rewrite, .blocksReaders]))
        }
        return statements
    }

    private var withoutStorage: IndexShape {
        IndexShape(
            isUnique: isUnique, method: method, keys: keys, included: included,
            hasNullsNotDistinct: hasNullsNotDistinct, predicate: predicate, options: RelationOptions(), tablespace: nil)
    }
}
