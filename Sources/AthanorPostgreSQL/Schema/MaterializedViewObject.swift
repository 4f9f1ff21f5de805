internal import Athanor

/// A materialized view. Whether it has been filled is not compared.
struct MaterializedViewObject: DefinedObject {
    /// The query, as the server writes it, with the names of the columns.
    let query: ExactText
    /// The columns in order.
    let columns: [Column]
    /// The storage parameters, also those of its TOAST table.
    let options: RelationOptions
    /// The tablespace; `nil` for the database's.
    let tablespace: ExactText?
    /// The access method, such as `heap`.
    let accessMethod: ExactText

    /// A column with its settings.
    struct Column: Sendable, Hashable, Codable {
        /// What follows from the query.
        let shape: QueryColumn
        /// The statistics target; `nil` for the default.
        let statistics: Int?
        /// `n_distinct` and `n_distinct_inherited`.
        let options: RelationOptions
        /// `PLAIN`, `EXTERNAL`, `EXTENDED` or `MAIN`.
        let storage: ExactText
        /// The storage of the type.
        let usualStorage: ExactText
        /// `pglz` or `lz4`; `nil` for the default.
        let compression: ExactText?
    }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let dialect = PostgreSQLDialect()
        var clauses = ["CREATE MATERIALIZED VIEW \(key.sql)"]
        if accessMethod != "heap" { clauses.append("USING \(dialect.quote(accessMethod.text))") }
        if !options.entries.isEmpty { clauses.append(String(options.clause.dropFirst())) }
        if let tablespace { clauses.append("TABLESPACE \(dialect.quote(tablespace.text))") }
        // Readers of a view that is replaced wait until it is filled.
        let hazards: Set<Hazard> = plan.from[key] == nil ? [] : [.rewrite, .blocksReaders]
        return [ChangeStatement("\(clauses.joined(separator: "\n"))\nAS\n\(query)", hazards)]
            + columns.flatMap { $0.changes(from: nil, by: Self.alteration(key)) }
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        var hazards = plan.hazards(ofDropping: key, with: columns.map(\.shape))
        if plan.isCreated(key) { hazards.insert(.blocksReaders) }
        return [ChangeStatement("DROP MATERIALIZED VIEW \(key.sql)", hazards)]
    }

    func alteration(to new: MaterializedViewObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard query == new.query, columns.map(\.shape) == new.columns.map(\.shape) else { return .replacement }
        let dialect = PostgreSQLDialect()
        let alteration = Self.alteration(key)
        var statements = options.changes(to: new.options, by: alteration)
        for (old, column) in zip(columns, new.columns) { statements += column.changes(from: old, by: alteration) }
        if accessMethod != new.accessMethod {
            let method = "SET ACCESS METHOD \(dialect.quote(new.accessMethod.text))"
            statements.append(ChangeStatement("\(alteration) \(method)", [.rewrite, .blocksReaders]))
        }
        if tablespace != new.tablespace {
            let tablespace = "SET TABLESPACE \(dialect.quote(new.tablespace?.text ?? "pg_default"))"
            statements.append(ChangeStatement("\(alteration) \(tablespace)", [.rewrite, .blocksReaders]))
        }
        return .statements(statements)
    }

    private static func alteration(_ key: SchemaObjectKey) -> String { "ALTER MATERIALIZED VIEW \(key.sql)" }
}

extension MaterializedViewObject.Column {
    /// The statements that give the column its settings.
    /// - Parameters:
    ///   - old: the present column; `nil` for one that was just created.
    ///   - alteration: the statement's beginning: `ALTER MATERIALIZED VIEW "public"."m"`.
    fileprivate func changes(from old: Self?, by alteration: String) -> [ChangeStatement] {
        let dialect = PostgreSQLDialect()
        let column = "\(alteration) ALTER COLUMN \(dialect.quote(shape.name.text))"
        var statements: [ChangeStatement] = []
        if statistics != old?.statistics {
            statements.append(ChangeStatement("\(column) SET STATISTICS \(statistics ?? -1)"))
        }
        statements += (old?.options ?? RelationOptions()).changes(to: options, by: column)
        if storage != old?.storage ?? usualStorage {
            statements.append(ChangeStatement("\(column) SET STORAGE \(storage)"))
        }
        if compression != old?.compression {
            statements.append(ChangeStatement("\(column) SET COMPRESSION \(compression?.text ?? "DEFAULT")"))
        }
        return statements
    }
}
