internal import Athanor

/// The removal of emulated materialized views.
struct DroppingViews {
    private struct Target: Sendable {
        let name: String
        let place: SourcePlace?
    }

    private let targets: [Target]
    private let ifExists: Bool
    private let cascade: Bool
    private let statement: SourceSlice?

    /// Parses `DROP MATERIALIZED VIEW [IF EXISTS] name, … [CASCADE | RESTRICT]`.
    /// - Throws: ``OperationError`` with the place.
    init(parsing statement: SourceSlice) throws {
        var parser = try ViewStatementParser(statement)
        parser.accept("DROP", "MATERIALIZED", "VIEW")
        ifExists = parser.accept("IF", "EXISTS")
        var targets: [Target] = []
        repeat {
            let place = parser.place
            targets.append(Target(name: try parser.viewName(), place: place))
        } while parser.acceptComma()
        self.targets = targets
        cascade = parser.accept("CASCADE")
        if !cascade { parser.accept("RESTRICT") }
        try parser.end(advice: "Write DROP MATERIALIZED VIEW [IF EXISTS] name [CASCADE | RESTRICT].")
        self.statement = statement
    }

    /// - Throws: ``OperationError`` for a schema other than `main`.
    init(_ operation: DropMaterializedView) throws {
        targets = [Target(name: try operation.name.emulatedName(), place: nil)]
        ifExists = operation.ifExists
        cascade = operation.dependents == .cascade
        statement = nil
    }

    var step: LoweredStep {
        let names = targets.map(\.name).joined(separator: ", ")
        return .resolvedWhenRun(
            ResolvedStep(summary: "drop materialized view \(names)", origin: statement) { connection in
                try await statements(on: connection)
            })
    }

    private func statements(on connection: any Connection) async throws -> [SQLStatement] {
        var views: [EmulatedView] = []
        for target in targets {
            if let view = try await find(target, on: connection) { views.append(view) }
        }
        let dependents = try await Dependents(of: views.map(\.name), on: connection).all
        guard dependents.isEmpty || cascade else { throw refusal(views, because: dependents) }
        return dependents.reversed().flatMap { $0.dropping(origin: statement) }
            + views.flatMap { $0.dropping(origin: statement) }
            + (try await RecordedView(connection: connection).dropped(views.map(\.name) + dependents.map(\.name)))
    }

    private func find(_ target: Target, on connection: any Connection) async throws -> EmulatedView? {
        if let view = try await EmulatedView.named(target.name, on: connection) { return view }
        if let object = try await SchemaObject.named(target.name, on: connection) {
            throw OperationError(
                "\"\(object.name)\" is \(object.kindWithArticle), not a materialized view", at: target.place,
                advice: RevisionKind(of: statement).words(
                    sql: "Use DROP \(object.type.asciiUppercased) for it.",
                    swift: "Drop it as the \(object.type) that it is."))
        }
        guard ifExists else {
            throw OperationError(
                "there is no materialized view \"\(target.name)\"", at: target.place,
                advice: RevisionKind(of: statement).words(
                    sql: "Write DROP MATERIALIZED VIEW IF EXISTS if that is fine.",
                    swift: "Give `ifExists: true` if that is fine."))
        }
        return nil
    }

    private func refusal(_ views: [EmulatedView], because dependents: [Dependent]) -> OperationError {
        let names = views.map { "\"\($0.name)\"" }.joined(separator: ", ")
        return OperationError(
            "materialized view \(names) cannot be dropped because \(dependents.list) "
                + "\(dependents.count == 1 ? "reads" : "read") \(views.count == 1 ? "it" : "them")",
            at: targets.first?.place,
            advice: statement == nil
                ? "Drop the readers first, or give `dependents: .cascade`."
                : "Drop the readers first, or write DROP MATERIALIZED VIEW … CASCADE.")
    }
}
