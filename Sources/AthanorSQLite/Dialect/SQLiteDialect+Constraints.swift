internal import Athanor

extension SQLiteDialect {
    /// Returns a constraint as CREATE TABLE writes it, with its name. (https://sqlite.org/lang_createtable.html)
    /// - Throws: `OperationError` for features that only other databases' constraints have.
    func text(of constraint: ConstraintDefinition, named name: String) throws(OperationError) -> String {
        try check(constraint, named: name)
        var words = ["CONSTRAINT", try identifier(name)]
        switch constraint.kind {
        case .primaryKey(let columns, _): words.append("PRIMARY KEY (\(try list(columns, of: name)))")
        case .unique(let columns, _, _): words.append("UNIQUE (\(try list(columns, of: name)))")
        case .check(let expression, _): words.append("CHECK \(parenthesized(expression))")
        case .foreignKey(let key): words += try self.words(of: key, named: name)
        case .exclusion: break
        }
        switch constraint.deferrability {
        case .notDeferrable: break
        case .initiallyImmediate: words.append("DEFERRABLE")
        case .initiallyDeferred: words.append("DEFERRABLE INITIALLY DEFERRED")
        }
        return words.joined(separator: " ")
    }

    private func words(of key: ForeignKey, named name: String) throws(OperationError) -> [String] {
        // A foreign key cannot refer to another schema, and SQLite accepts no schema there.
        if let schema = key.table.schema, !EmulatedView.isMain(schema) {
            throw OperationError(
                "the foreign key \"\(name)\" refers to a table of schema \(schema)",
                advice: "Refer to a table of the same database file.")
        }
        let referenced = key.referencedColumns.isEmpty ? "" : " (\(try identifiers(key.referencedColumns)))"
        var words = [
            "FOREIGN KEY (\(try list(key.columns, of: name)))",
            "REFERENCES \(try identifier(key.table.name))\(referenced)",
        ]
        if let action = text(of: key.onDelete) { words.append("ON DELETE \(action)") }
        if let action = text(of: key.onUpdate) { words.append("ON UPDATE \(action)") }
        return words
    }

    private func text(of action: ReferentialAction) -> String? {
        switch action {
        case .noAction: nil
        case .restrict: "RESTRICT"
        case .cascade: "CASCADE"
        case .setNull, .setNullIn: "SET NULL"
        case .setDefault: "SET DEFAULT"
        }
    }

    private func check(_ constraint: ConstraintDefinition, named name: String) throws(OperationError) {
        var feature: String?
        switch constraint.kind {
        case .primaryKey(_, let include):
            if !include.isEmpty { feature = "INCLUDE" }
        case .unique(_, let include, let nullsNotDistinct):
            if !include.isEmpty { feature = "INCLUDE" }
            if nullsNotDistinct { feature = "NULLS NOT DISTINCT" }
        case .check(_, let noInherit):
            if noInherit { feature = "NO INHERIT" }
        case .foreignKey(let key):
            if key.match == .full { feature = "MATCH FULL" }
            for case .setNullIn in [key.onDelete, key.onUpdate] { feature = "SET NULL of some columns only" }
        case .exclusion:
            throw OperationError(
                "\"\(name)\" is an exclusion constraint, which SQLite does not have",
                advice: "Where `op.databaseKind == .sqlite`, write a unique constraint or a trigger instead.")
        }
        if constraint.deferrability != .notDeferrable, constraint.kindName != "foreign key" {
            feature = "DEFERRABLE, which SQLite has only for foreign keys"
        }
        guard let feature else { return }
        throw OperationError(
            "the \(constraint.kindName) \"\(name)\" has \(feature)"
                + (feature.contains(",") ? "" : ", which SQLite does not have"),
            advice: "Leave it out where `op.databaseKind == .sqlite`.")
    }

    private func list(_ columns: [String], of name: String) throws(OperationError) -> String {
        guard !columns.isEmpty else {
            throw OperationError(
                "the constraint \"\(name)\" has no columns", advice: "Name its columns.")
        }
        return try identifiers(columns)
    }
}
