package import Athanor

extension PostgreSQLDialect {
    /// `CREATE VIEW`, `CREATE OR REPLACE VIEW`, `DROP VIEW`, `ALTER VIEW`.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: ViewOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let view):
            return [try creating(view, replacing: false)]
        case .replace(let view, _):
            return [try creating(view, replacing: true)]
        case .drop(let name, _, let ifExists, let dependents):
            return [try DroppingView(.view, name, ifExists: ifExists).step(dependents, of: self)]
        case .rename(let name, let newName):
            return [altering("VIEW", try identifier(name), "RENAME TO \(try identifier(newName))")]
        case .setSchema(let name, let schema):
            return [altering("VIEW", try identifier(name), "SET SCHEMA \(try identifier(schema))")]
        }
    }

    private func creating(_ view: ViewDefinition, replacing: Bool) throws(OperationError) -> LoweredStep {
        guard !view.isRecursive || !view.columns.isEmpty else {
            throw OperationError(
                "view \(view.name) is recursive and does not name its columns", advice: "Name them with `columns:`.")
        }
        let columns = view.columns.isEmpty ? "" : " (\(try identifiers(view.columns)))"
        let options = [
            view.isSecurityBarrier ? "security_barrier = true" : nil,
            view.isSecurityInvoker ? "security_invoker = true" : nil,
        ].compactMap(\.self)
        let check =
            switch view.checkOption {
            case nil: ""
            case .local?: "\nWITH LOCAL CHECK OPTION"
            case .cascaded?: "\nWITH CASCADED CHECK OPTION"
            }
        let query = try querySource(view.query, of: DatabaseObject.view(view.name).description)
        let text = """
            CREATE \(replacing ? "OR REPLACE " : "")\(view.isRecursive ? "RECURSIVE " : "")VIEW \
            \(try identifier(view.name))\(columns)\
            \(options.isEmpty ? "" : " WITH (\(options.joined(separator: ", ")))") AS
            \(query.text)\(check)
            """
        return .statement(LoweredStatement(SQLStatement(text, rewrittenFrom: query), command: "CREATE VIEW"))
    }
}
