internal import Athanor

/// CREATE TABLE, with the columns and constraints that it can contain.
struct TableCreation {
    let table: TableObject
    let key: SchemaObjectKey
    let plan: DifferencePlan

    /// The statement.
    var sql: String {
        let persistence = table.isUnlogged ? "UNLOGGED " : ""
        var clauses = ["CREATE \(persistence)\(table.foreign == nil ? "" : "FOREIGN ")TABLE \(key.sql)"]
        if let type = table.rowType { clauses[0] += " OF \(type)" }
        if items.isEmpty {
            if table.rowType == nil { clauses[0] += " ()" }
        } else {
            clauses[0] += " (\n" + items.map { "    \($0)" }.joined(separator: ",\n") + "\n)"
        }
        if !parents.isEmpty { clauses.append("INHERITS (\(parents.map(\.sql).joined(separator: ", ")))") }
        let dialect = PostgreSQLDialect()
        if let partitioning = table.partitionKey { clauses.append("PARTITION BY \(partitioning.expression)") }
        if let method = table.accessMethod, method != "heap" { clauses.append("USING \(dialect.quote(method.text))") }
        if !table.options.entries.isEmpty { clauses.append(String(table.options.clause.dropFirst())) }
        if let tablespace = table.tablespace { clauses.append("TABLESPACE \(dialect.quote(tablespace.text))") }
        if let foreign = table.foreign {
            clauses.append("SERVER \(dialect.quote(foreign.server.text))")
            if let options = foreign.options.clause { clauses.append(options) }
        }
        return clauses.joined(separator: "\n")
    }

    /// The statements for facts of columns that CREATE TABLE cannot state.
    var columnSettings: [ChangeStatement] {
        columns.flatMap { column -> [ChangeStatement] in
            if isWritten(column.definition.isLocal) { return column.definition.settingsOfNew(column.key, in: plan) }
            // It comes with the parent's facts.
            return column.definition.changesFromOrigin(column.key, in: plan)
        }
    }

    /// The columns and constraints.
    private var items: [String] {
        let columns = self.columns.filter { isWritten($0.definition.isLocal) }.compactMap { column -> String? in
            let columnDefault = defaults[column.key]
            if table.rowType == nil { return column.definition.clause(column.key, default: columnDefault) }
            return column.definition.clauseOfTyped(column.key, default: columnDefault)
        }
        let constraints = self.constraints.filter { isWritten($0.definition.isLocal) }.map { constraint in
            "CONSTRAINT \(constraint.key.quotedName) \(constraint.definition.sql)"
        }
        return columns + constraints
    }

    /// Whether a part is written, and does not come with a parent. A partition is created with all its parts, and
    /// attached later.
    private func isWritten(_ isLocal: Bool) -> Bool { isLocal || parents.isEmpty }

    private var contents: [SchemaObjectKey] { plan.contents[key] ?? [] }

    /// The columns in order.
    private var columns: [(key: SchemaObjectKey, definition: ColumnObject)] {
        contents.compactMap { key in plan.column(key).new.map { (key, $0) } }
            .sorted { $0.definition.position < $1.definition.position }
    }

    /// The constraints: the primary key first, foreign keys last.
    private var constraints: [(key: SchemaObjectKey, definition: ConstraintObject)] {
        contents.compactMap { key in plan.constraint(key).new.map { (key, $0) } }
            .sorted { ($0.definition.type.rank, $0.key) < ($1.definition.type.rank, $1.key) }
    }

    /// The defaults by column.
    private var defaults: [SchemaObjectKey: ColumnDefaultObject] {
        var defaults: [SchemaObjectKey: ColumnDefaultObject] = [:]
        for key in contents where key.kind == .columnDefault {
            defaults[key.as(.column)] = plan.to[key]?.definition.object as? ColumnDefaultObject
        }
        return defaults
    }

    /// The tables that it inherits from, in order.
    private var parents: [SchemaObjectKey] {
        contents.compactMap { key -> (position: Int, parent: SchemaObjectKey)? in
            guard let object = plan.to[key], let bond = object.bond,
                let inheritance = object.definition.object as? InheritanceObject
            else { return nil }
            return (inheritance.position, bond.parent)
        }.sorted { $0.position < $1.position }.map(\.parent)
    }
}
