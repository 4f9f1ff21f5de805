internal import Athanor

/// Takes views away, has something done, and makes them again with all that they had: in place, so that readers wait until
/// the transaction ends.
struct SettingAside: Sendable {
    let family: ViewFamily
    let session: ReplacingSession
    let patience: SwapPatience
    /// What is to be done, as the beginning of a sentence: `materialized view a.m cannot be replaced`.
    let action: String

    private struct Taken {
        let definitions: [Int64: String]
        let readers: [OtherReader]
    }

    /// Takes them away and makes them again.
    /// - Parameters:
    ///   - changed: the plan for the view that is not made as it was, given its place among all; `nil` for none.
    ///   - body: what is done while they are away.
    /// - Throws: ``OperationError``, ``DatabaseError``, what `body` throws.
    func run(
        on connection: any Connection, reporter: StepReporter, changed: ((Int64, String) -> ViewBuilder.Plan?)? = nil,
        _ body: () async throws -> Void
    ) async throws {
        let taken = try await takeAway(on: connection, reporter: reporter)
        try await connection.run(texts: session.restoring)
        try await body()

        let builder = ViewBuilder(
            connection: connection, session: session, reporter: reporter, schema: { $0.schema }, path: "")
        let plans = family.views.enumerated().map { place, view in
            let position = family.views.count == 1 ? "" : " (\(place + 1) of \(family.views.count))"
            return changed?(view.oid, position)
                ?? ViewBuilder.Plan(
                    view: view, definition: taken.definitions[view.oid] ?? "", columns: view.columns.map(\.name),
                    origin: nil, position: position)
        }
        try await builder.build(plans)
        try await BuiltViewChecks(builder: builder, replaced: []).check(plans)
        try await builder.rename(plans)
        try await connection.run(
            texts: named(plans) + family.views.flatMap { ViewCreation($0, in: $0.schema).attaching }
                + taken.readers.map(\.defining))
    }

    private func takeAway(on connection: any Connection, reporter: StepReporter) async throws -> Taken {
        try await connection.query(Statement(ReplacingSession.path("")))
        let definitions = try await family.definitions(on: connection)
        let readers = try await OtherReader.all(of: family.oids, on: connection)
        let change = LockedChange(
            locking: ["SELECT pg_catalog.set_config('check_function_bodies', 'off', true)"] + readers.map(\.blanking)
                + family.locking,
            lockingPath: "", expected: family.versions, changing: family.dropping)
        try await PatientChange(
            connection: connection, reporter: reporter, patience: patience, relations: family.oids, action: action
        ).make {
            change
        } renewing: {
            throw OperationError(
                "\(action): a view was refreshed or altered by another session just now",
                advice: "Nothing was changed. Run it again.")
        }
        return Taken(definitions: definitions, readers: readers)
    }

    /// Gives extended statistics their own names and schemas.
    private func named(_ plans: [ViewBuilder.Plan]) -> [String] {
        let dialect = PostgreSQLDialect()
        return plans.map(\.view).flatMap { view in
            view.statistics.flatMap { statistics in
                let name = ViewBuilder.buildingName(of: statistics, view)
                let rename =
                    "ALTER STATISTICS \(dialect.quote(QualifiedName(schema: view.schema, name))) "
                    + "RENAME TO \(dialect.quote(statistics.name))"
                guard statistics.schema != view.schema else { return [rename] }
                return [
                    "ALTER STATISTICS \(dialect.quote(QualifiedName(schema: view.schema, name))) "
                        + "SET SCHEMA \(dialect.quote(statistics.schema))",
                    "ALTER STATISTICS \(dialect.quote(QualifiedName(schema: statistics.schema, name))) "
                        + "RENAME TO \(dialect.quote(statistics.name))",
                ]
            }
        }
    }
}
