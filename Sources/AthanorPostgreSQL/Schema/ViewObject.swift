internal import Athanor

/// A view.
struct ViewObject: DefinedObject {
    /// The query, as the server writes it, with the names of the columns.
    let query: ExactText
    /// The columns in order.
    let columns: [QueryColumn]
    /// `security_barrier`, `security_invoker` and `check_option`.
    let options: RelationOptions

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("CREATE VIEW \(sql(key))")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP VIEW \(key.sql)", plan.hazards(ofDropping: key, with: columns))]
    }

    /// CREATE OR REPLACE VIEW if the present columns stay and new ones follow them, as the server requires it.
    func alteration(to new: ViewObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard new.columns.starts(with: columns) else { return .replacement }
        let hazards = hazards(ofOptions: new.options)
        guard query == new.query, columns == new.columns else {
            return .statements([ChangeStatement("CREATE OR REPLACE VIEW \(new.sql(key))", hazards)])
        }
        return .statements(options.changes(to: new.options, by: "ALTER VIEW \(key.sql)", hazards))
    }

    /// The statement after CREATE VIEW.
    private func sql(_ key: SchemaObjectKey) -> String { "\(key.sql)\(options.clause) AS\n\(query)" }

    private func hazards(ofOptions new: RelationOptions) -> Set<Hazard> {
        var hazards: Set<Hazard> = []
        let protecting: [ExactText] = ["security_barrier", "security_invoker"]
        if protecting.contains(where: { options.isOn($0) && !new.isOn($0) }) { hazards.insert(.exposure) }
        // Without it, rows can be written that the view does not show.
        if options["check_option"] != nil, new["check_option"] != "cascaded",
            new["check_option"] != options["check_option"]
        {
            hazards.insert(.exposure)
        }
        // Readers of the view need rights of their own.
        if !options.isOn("security_invoker"), new.isOn("security_invoker") { hazards.insert(.breaksPrograms) }
        return hazards
    }
}
