package import Athanor

extension PostgreSQLDialect {
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`, `DROP FUNCTION`, `DROP PROCEDURE`.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: RoutineOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let routine): [try creating(routine, replacing: false)]
        case .replace(let routine, _): [try creating(routine, replacing: true)]
        case .drop(let kind, let signature, _, let ifExists, let dependents):
            [
                dropping(
                    kind == .function ? "FUNCTION" : "PROCEDURE", try text(of: signature), ifExists: ifExists,
                    dependents: dependents)
            ]
        }
    }

    private func creating(_ routine: RoutineDefinition, replacing: Bool) throws(OperationError) -> LoweredStep {
        guard !routine.body.utf8.contains(0) else {
            throw OperationError(
                "the body of \(routine.name) holds a NUL character", advice: "Write the body without it.")
        }
        var arguments: [String] = []
        for argument in routine.arguments { arguments.append(try text(of: argument)) }
        let kind: String
        var lines: [String] = []
        switch routine.kind {
        case .function(let result):
            kind = "FUNCTION"
            lines.append("RETURNS \(try text(of: result))")
        case .procedure:
            kind = "PROCEDURE"
        }
        lines.append("LANGUAGE \(try identifier(routine.language))")
        lines += try properties(of: routine)
        for (name, value) in routine.settings.sorted(by: { $0.key < $1.key }) {
            lines.append("SET \(try self.name(ofParameter: name)) = \(value)")
        }
        let tag = dollarQuote(for: routine.body)
        lines.append("AS \(tag)\(routine.body)\(tag)")
        let opening = """
            CREATE \(replacing ? "OR REPLACE " : "")\(kind) \(try identifier(routine.name))\
            (\(arguments.joined(separator: ", ")))
            """
        return step(([opening] + lines).joined(separator: "\n"), command: "CREATE \(kind)")
    }

    /// The properties in SQL. A procedure has none of the properties of a function's result.
    private func properties(of routine: RoutineDefinition) throws(OperationError) -> [String] {
        let ofFunctions = [
            routine.volatility == .immutable ? "IMMUTABLE" : routine.volatility == .stable ? "STABLE" : nil,
            routine.isStrict ? "STRICT" : nil,
            routine.parallel == .safe
                ? "PARALLEL SAFE" : routine.parallel == .restricted ? "PARALLEL RESTRICTED" : nil,
        ].compactMap(\.self)
        if routine.kind == .procedure, let property = ofFunctions.first {
            throw OperationError(
                "procedure \(routine.name) is to be \(property), which only a function can be",
                advice: "Leave it out for a procedure.")
        }
        return ofFunctions + (routine.isSecurityDefiner ? ["SECURITY DEFINER"] : [])
    }

    private func text(of argument: RoutineDefinition.Argument) throws(OperationError) -> String {
        var words = [
            argument.isVariadic ? "VARIADIC" : nil, try argument.name.map(quoted), try name(of: argument.type),
        ]
        if let value = text(of: argument.default) { words.append("DEFAULT \(value)") }
        return words.compactMap(\.self).joined(separator: " ")
    }

    private func quoted(_ name: String) throws(OperationError) -> String { try identifier(name) }

    private func text(of result: RoutineDefinition.Result) throws(OperationError) -> String {
        switch result {
        case .type(let type): return try name(of: type)
        case .setOf(let type): return "SETOF \(try name(of: type))"
        case .void: return "void"
        case .trigger: return "trigger"
        case .table(let columns):
            var texts: [String] = []
            for column in columns { texts.append("\(try identifier(column.name)) \(try name(of: column.type))") }
            return "TABLE (\(texts.joined(separator: ", ")))"
        }
    }

    /// A dollar quote that does not occur in the body.
    private func dollarQuote(for body: String) -> String {
        // If the body ends in `$`, the quote after it would become longer.
        guard body.containsBytes(of: "$") else { return "$$" }
        var number = 0
        var tag = "$body$"
        while (body + "$").containsBytes(of: tag) {
            number += 1
            tag = "$body\(number)$"
        }
        return tag
    }
}
