internal import Athanor

/// A publication, without its tables and schemas.
struct PublicationObject: DefinedObject {
    /// Whether it has all tables, also later ones.
    let hasAllTables: Bool
    /// The published operations: `insert`, `update`, `delete` and `truncate`, in this order.
    let operations: [ExactText]
    /// Whether changes of partitions are published as changes of the partitioned table.
    let publishesRoot: Bool
    /// Which generated columns are published: `none` or `stored`. Always `none` before PostgreSQL 18.
    let generatedColumns: ExactText

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let usual = PublicationObject(
            hasAllTables: hasAllTables, operations: ["insert", "update", "delete", "truncate"], publishesRoot: false,
            generatedColumns: "none")
        let options = usual.optionChanges(to: self)
        let tables = hasAllTables ? " FOR ALL TABLES" : ""
        let with = options.isEmpty ? "" : " WITH (\(options.joined(separator: ", ")))"
        return [ChangeStatement("CREATE PUBLICATION \(key.sql)\(tables)\(with)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP PUBLICATION \(key.sql)", plan.isCreated(key) ? [] : [.breaksPrograms])]
    }

    func alteration(to new: PublicationObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard hasAllTables == new.hasAllTables else { return .replacement }
        // The server refuses it while a partitioned table has a condition or a list of columns.
        if publishesRoot, !new.publishesRoot, plan.from.hasLimitedTables(key) { return .replacement }
        let options = optionChanges(to: new).joined(separator: ", ")
        return .statements([ChangeStatement("ALTER PUBLICATION \(key.sql) SET (\(options))")])
    }

    /// The options of another publication that differ, as SQL.
    private func optionChanges(to new: PublicationObject) -> [String] {
        var options: [String] = []
        if operations != new.operations {
            options.append("publish = '\(new.operations.map(\.text).joined(separator: ", "))'")
        }
        if publishesRoot != new.publishesRoot {
            options.append("publish_via_partition_root = \(new.publishesRoot)")
        }
        if generatedColumns != new.generatedColumns {
            options.append("publish_generated_columns = \(new.generatedColumns)")
        }
        return options
    }
}

extension PostgreSQLSchema {
    /// Whether a publication publishes some columns or rows only.
    fileprivate func hasLimitedTables(_ publication: SchemaObjectKey) -> Bool {
        objects.values.contains { object in
            guard object.parent == publication, case .publishedTable(let table) = object.definition
            else { return false }
            return table.columns != nil || table.condition != nil
        }
    }
}
