/// A non-transactional statement whose outcome the catalog shows later, or that may run again.
enum NonTransactionalStatement: Sendable, Hashable {
    /// `CREATE INDEX CONCURRENTLY` with a name; the index is in the table's schema.
    case createIndex(String, on: WrittenName)
    /// `DROP INDEX CONCURRENTLY`.
    case dropIndex(WrittenName)
    /// `REINDEX INDEX CONCURRENTLY`.
    case reindexIndex(WrittenName)
    /// `REINDEX TABLE CONCURRENTLY`.
    case reindexTable(WrittenName)
    /// `REINDEX SCHEMA CONCURRENTLY`.
    case reindexSchema(String)
    /// `REINDEX DATABASE` or `SYSTEM`, for the connected database.
    case reindexDatabase
    /// `CREATE DATABASE`.
    case createDatabase(String)
    /// `DROP DATABASE`.
    case dropDatabase(String)
    /// `CREATE TABLESPACE`.
    case createTablespace(String)
    /// `DROP TABLESPACE`.
    case dropTablespace(String)
    /// `ALTER TABLE … DETACH PARTITION … CONCURRENTLY`.
    case detachPartition(WrittenName, from: WrittenName)
    /// `VACUUM`, `CLUSTER` or `ALTER SYSTEM`: it may run again.
    case repeatable
}

/// A name as written in a statement: folded unless it was quoted, and looked up on the search path if it has no schema.
struct WrittenName: Sendable, Hashable {
    let schema: String?
    let name: String
}

extension ParsedStatement {
    /// The statement as a case of ``NonTransactionalStatement``; `nil` if it has none, or does not name its object.
    var nonTransactionalStatement: NonTransactionalStatement? {
        switch kind {
        case "IndexStmt":
            guard let table = name(node["relation"]), let index = node["idxname"] as? String else { return nil }
            return .createIndex(index, on: table)
        case "DropStmt" where node["removeType"] as? String == "OBJECT_INDEX":
            let names = nodes(node["objects"], of: "List").map { list in
                nodes(list["items"], of: "String").compactMap { $0["sval"] as? String }
            }
            guard names.count == 1, let parts = names.first, let name = parts.last, parts.count <= 2 else { return nil }
            return .dropIndex(WrittenName(schema: parts.count == 2 ? parts.first : nil, name: name))
        case "ReindexStmt":
            if node["kind"] as? String == "REINDEX_OBJECT_SCHEMA", let schema = node["name"] as? String {
                return .reindexSchema(schema)
            }
            guard let name = name(node["relation"]) else { return .reindexDatabase }
            return node["kind"] as? String == "REINDEX_OBJECT_INDEX" ? .reindexIndex(name) : .reindexTable(name)
        case "CreatedbStmt":
            return (node["dbname"] as? String).map { .createDatabase($0) }
        case "DropdbStmt":
            return (node["dbname"] as? String).map { .dropDatabase($0) }
        case "CreateTableSpaceStmt":
            return (node["tablespacename"] as? String).map { .createTablespace($0) }
        case "DropTableSpaceStmt":
            return (node["tablespacename"] as? String).map { .dropTablespace($0) }
        case "AlterTableStmt":
            let commands = nodes(node["cmds"], of: "AlterTableCmd")
            let partition = (commands.first?["def"] as? [String: Any])?["PartitionCmd"] as? [String: Any]
            guard commands.count == 1, let parent = name(node["relation"]), let partition = name(partition?["name"])
            else { return nil }
            return .detachPartition(partition, from: parent)
        case "VacuumStmt", "ClusterStmt", "AlterSystemStmt":
            return .repeatable
        default:
            return nil
        }
    }

    private func name(_ relation: Any?) -> WrittenName? {
        guard let relation = relation as? [String: Any], let name = relation["relname"] as? String else { return nil }
        return WrittenName(schema: relation["schemaname"] as? String, name: name)
    }
}
