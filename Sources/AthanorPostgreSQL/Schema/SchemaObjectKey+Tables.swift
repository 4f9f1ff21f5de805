internal import Athanor

extension SchemaObjectKey {
    /// The last part of the path as SQL names it inside its table: `"total"`.
    var quotedName: String { PostgreSQLDialect().quote(name) }

    /// The beginning of a statement that alters a table, for the key of a table: `ALTER TABLE "public"."orders"`.
    /// - Parameter only: whether partitions and children are not altered.
    func alteringTable(only: Bool = false) -> String { "ALTER TABLE \(only ? "ONLY " : "")\(self.as(.table).sql)" }

    /// The key of an index or a sequence with the name of a constraint, for the key of the constraint.
    func relation(_ kind: SchemaObjectKind) -> SchemaObjectKey {
        SchemaObjectKey(kind, path.prefix(1) + path.suffix(1))
    }

    /// The key of a constraint with the name of an index, for the key of the index.
    func constraint(on table: SchemaObjectKey) -> SchemaObjectKey {
        SchemaObjectKey(.constraint, table.path + path.suffix(1))
    }
}

extension DifferencePlan {
    /// `ALTER TABLE` for the table that an object is a part of, without the partitions and children that stay attached.
    func alteringOnlyTable(of part: SchemaObjectKey) -> String {
        let table = part.container(.table)
        return table.alteringTable(only: !attachedChildren(of: table).isEmpty)
    }

    /// The present and the desired definition of a table.
    func table(_ key: SchemaObjectKey) -> (old: TableObject?, new: TableObject?) {
        (from[key]?.definition.object as? TableObject, to[key]?.definition.object as? TableObject)
    }

    /// The present and the desired definition of a column.
    func column(_ key: SchemaObjectKey) -> (old: ColumnObject?, new: ColumnObject?) {
        (from[key]?.definition.object as? ColumnObject, to[key]?.definition.object as? ColumnObject)
    }

    /// The present and the desired definition of a constraint.
    func constraint(_ key: SchemaObjectKey) -> (old: ConstraintObject?, new: ConstraintObject?) {
        (from[key]?.definition.object as? ConstraintObject, to[key]?.definition.object as? ConstraintObject)
    }

    /// Whether a table can have rows when its parts change: it exists, and its rows are in this database.
    func hasRows(_ table: SchemaObjectKey) -> Bool {
        !isCreated(table) && self.table(table).new?.foreign == nil
    }

    /// Whether a column of the table of an object, which the present object needs, gets another type or is dropped.
    func losesColumnType(_ key: SchemaObjectKey) -> Bool {
        (from[key]?.dependencies ?? []).contains { needed in
            guard needed.kind == .column else { return false }
            let (old, new) = column(needed)
            return old?.type != new?.type
        }
    }

    /// A column that an object of the same table needs, and whose drop drops the object.
    func droppedColumn(of key: SchemaObjectKey, in table: SchemaObjectKey) -> SchemaObjectKey? {
        guard !isDropped(table), let dependencies = from[key]?.dependencies else { return nil }
        return dependencies.filter { $0.kind == .column && $0.container(.table) == table && isDropped($0) }.min()
    }

    /// Whether an object needs a column that is dropped and created again.
    func needsReplacedColumn(_ key: SchemaObjectKey) -> Bool {
        (to[key]?.dependencies ?? []).contains { $0.kind == .column && isDropped($0) && isCreated($0) }
    }

    /// A name for a constraint that only exists while a statement runs, free in both schemas.
    func temporaryConstraintName(_ base: String, on table: SchemaObjectKey) -> String {
        temporaryName(base) { name in
            let key = SchemaObjectKey(.constraint, table.path + [name])
            return from[key] == nil && to[key] == nil
        }
    }

    /// A name for an index that gets its final name later, free in both schemas.
    func temporaryIndexName(_ base: String, in schema: ExactText) -> String {
        temporaryName(base) { name in
            SchemaObjectKind.allCases.filter { $0.namespaces.contains(.relations) }.allSatisfy { kind in
                let key = SchemaObjectKey(kind, [schema, name])
                return from[key] == nil && to[key] == nil
            }
        }
    }

    private func temporaryName(_ base: String, isFree: (ExactText) -> Bool) -> String {
        var number = 1
        while true {
            let suffix = number == 1 ? "" : String(number)
            var beginning = base
            // PostgreSQL keeps 63 bytes of a name.
            while beginning.utf8.count + suffix.utf8.count > 63, !beginning.isEmpty { beginning.removeLast() }
            let name = beginning + suffix
            if isFree(ExactText(name)) { return name }
            number += 1
        }
    }
}
