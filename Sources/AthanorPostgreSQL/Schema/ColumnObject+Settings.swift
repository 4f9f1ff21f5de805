internal import Athanor

extension ColumnObject {
    /// Facts of a column that each table has for itself, also for an inherited column.
    struct Settings {
        var storage: ExactText
        var compression: ExactText?
        var statisticsTarget: Int?
        var options = RelationOptions()
        var foreignOptions = ForeignOptions.none
    }

    /// The column's own.
    var settings: Settings {
        Settings(
            storage: storage, compression: compression, statisticsTarget: statisticsTarget, options: options,
            foreignOptions: foreignOptions)
    }

    /// The statements that change a column's settings into this one's.
    func settingChanges(from old: Settings, of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let table = key.container(.table)
        let column = "ALTER COLUMN \(key.quotedName)"
        let alter = "\(plan.alteringOnlyTable(of: key)) \(column)"
        var statements: [ChangeStatement] = []
        if storage != old.storage { statements.append(ChangeStatement("\(alter) SET STORAGE \(storage)")) }
        if compression != old.compression {
            statements.append(ChangeStatement("\(alter) SET COMPRESSION \(compression?.text ?? "DEFAULT")"))
        }
        if statisticsTarget != old.statisticsTarget {
            statements.append(ChangeStatement("\(alter) SET STATISTICS \(statisticsTarget ?? -1)"))
        }
        statements += old.options.changes(to: options, by: alter)
        if let change = old.foreignOptions.change(to: foreignOptions) {
            statements.append(ChangeStatement("ALTER FOREIGN TABLE \(table.sql) \(column) \(change)"))
        }
        return statements
    }
}
