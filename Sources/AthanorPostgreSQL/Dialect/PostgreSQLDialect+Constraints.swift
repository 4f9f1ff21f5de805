internal import Athanor

extension PostgreSQLDialect {
    /// The SQL text of a constraint for CREATE TABLE and ADD CONSTRAINT, with its name.
    /// - Throws: `OperationError`.
    func text(of constraint: ConstraintDefinition, named name: String) throws(OperationError) -> String {
        var words = ["CONSTRAINT", try identifier(name), try text(of: constraint.kind, named: name)]
        switch constraint.deferrability {
        case .notDeferrable: break
        case .initiallyImmediate: words.append("DEFERRABLE")
        case .initiallyDeferred: words.append("DEFERRABLE INITIALLY DEFERRED")
        }
        return words.joined(separator: " ")
    }

    private func text(of kind: ConstraintDefinition.Kind, named name: String) throws(OperationError) -> String {
        switch kind {
        case .primaryKey(let columns, let include):
            return "PRIMARY KEY (\(try list(columns, of: name)))\(try text(ofInclude: include))"
        case .unique(let columns, let include, let nullsNotDistinct):
            let nulls = nullsNotDistinct ? " NULLS NOT DISTINCT" : ""
            return "UNIQUE\(nulls) (\(try list(columns, of: name)))\(try text(ofInclude: include))"
        case .check(let expression, let noInherit):
            return "CHECK (\(expression))\(noInherit ? " NO INHERIT" : "")"
        case .foreignKey(let key):
            return try text(of: key, named: name)
        case .exclusion(let exclusion):
            return try text(of: exclusion, named: name)
        }
    }

    private func text(of key: ForeignKey, named name: String) throws(OperationError) -> String {
        let referenced = key.referencedColumns.isEmpty ? "" : " (\(try identifiers(key.referencedColumns)))"
        var words = [
            "FOREIGN KEY (\(try list(key.columns, of: name))) REFERENCES \(try identifier(key.table))\(referenced)"
        ]
        if key.match == .full { words.append("MATCH FULL") }
        if let action = try text(of: key.onUpdate) { words.append("ON UPDATE \(action)") }
        if let action = try text(of: key.onDelete) { words.append("ON DELETE \(action)") }
        return words.joined(separator: " ")
    }

    private func text(of action: ReferentialAction) throws(OperationError) -> String? {
        switch action {
        case .noAction: nil
        case .restrict: "RESTRICT"
        case .cascade: "CASCADE"
        case .setNull: "SET NULL"
        case .setNullIn(let columns): "SET NULL (\(try identifiers(columns)))"
        case .setDefault: "SET DEFAULT"
        }
    }

    private func text(of exclusion: Exclusion, named name: String) throws(OperationError) -> String {
        guard !exclusion.elements.isEmpty else { throw withoutColumns(name) }
        var elements: [String] = []
        for element in exclusion.elements { elements.append("\(try text(of: element.key)) WITH \(element.operator)") }
        let condition = exclusion.condition.map { " WHERE (\($0))" } ?? ""
        return "EXCLUDE USING \(try identifier(exclusion.method)) (\(elements.joined(separator: ", ")))\(condition)"
    }

    private func text(ofInclude columns: [String]) throws(OperationError) -> String {
        columns.isEmpty ? "" : " INCLUDE (\(try identifiers(columns)))"
    }

    private func list(_ columns: [String], of name: String) throws(OperationError) -> String {
        guard !columns.isEmpty else { throw withoutColumns(name) }
        return try identifiers(columns)
    }

    private func withoutColumns(_ name: String) -> OperationError {
        OperationError("the constraint \"\(name)\" has no columns", advice: "Name the columns that it is over.")
    }
}
