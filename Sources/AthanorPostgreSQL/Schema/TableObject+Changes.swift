internal import Athanor

extension TableObject {
    func alteration(to new: TableObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard partitionKey == new.partitionKey, foreign?.server == new.foreign?.server else { return .replacement }
        let alter = key.alteringTable()
        var statements: [ChangeStatement] = []
        func add(_ change: String, _ hazards: Set<Hazard> = []) {
            statements.append(ChangeStatement("\(alter) \(change)", hazards))
        }
        if rowType != new.rowType { add(new.rowType.map { "OF \($0)" } ?? "NOT OF") }
        if isUnlogged != new.isUnlogged {
            let hazards: Set<Hazard> = [.rewrite, .blocksReaders]
            if new.isUnlogged {
                // The rows are lost when the server crashes.
                add("SET UNLOGGED", hazards.union([.dataLoss]))
            } else {
                add("SET LOGGED", hazards)
            }
        }
        if accessMethod != new.accessMethod {
            let method = new.accessMethod.map { PostgreSQLDialect().quote($0.text) } ?? "DEFAULT"
            add("SET ACCESS METHOD \(method)", partitionKey == nil ? [.rewrite, .blocksReaders] : [])
        }
        if tablespace != new.tablespace {
            let name = PostgreSQLDialect().quote(new.tablespace?.text ?? "pg_default")
            add("SET TABLESPACE \(name)", partitionKey == nil ? [.rewrite, .blocksReaders] : [])
        }
        statements += options.changes(to: new.options, by: alter)
        if let change = foreign?.options.change(to: new.foreign?.options ?? .none) {
            statements.append(ChangeStatement("ALTER FOREIGN TABLE \(key.sql) \(change)"))
        }
        statements += new.rowSecurityChanges(from: self, of: key)
        return statements.isEmpty ? .nothing : .statements(statements)
    }

    /// The statements that turn row security on and off.
    /// - Parameter old: the present table; `nil` for one that was just created.
    func rowSecurityChanges(from old: TableObject?, of key: SchemaObjectKey) -> [ChangeStatement] {
        let alter = key.alteringTable()
        var statements: [ChangeStatement] = []
        if hasRowSecurity != old?.hasRowSecurity ?? false {
            statements.append(
                hasRowSecurity
                    ? ChangeStatement("\(alter) ENABLE ROW LEVEL SECURITY")
                    : ChangeStatement("\(alter) DISABLE ROW LEVEL SECURITY", [.exposure]))
        }
        if forcesRowSecurity != old?.forcesRowSecurity ?? false {
            statements.append(
                forcesRowSecurity
                    ? ChangeStatement("\(alter) FORCE ROW LEVEL SECURITY")
                    : ChangeStatement("\(alter) NO FORCE ROW LEVEL SECURITY", [.exposure]))
        }
        return statements
    }
}

extension ForeignOptions {
    /// No options.
    static let none = ForeignOptions([])
}
