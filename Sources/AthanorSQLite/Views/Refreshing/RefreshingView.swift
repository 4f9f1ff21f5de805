internal import Athanor

/// The refresh of an emulated materialized view.
struct RefreshingView {
    private let name: String
    private let place: SourcePlace
    private let withData: Bool
    private let statement: SourceSlice

    /// Parses `REFRESH MATERIALIZED VIEW [CONCURRENTLY] name [WITH [NO] DATA]`.
    ///
    /// CONCURRENTLY has no effect: on SQLite, readers see the old rows until the commit in any case.
    /// - Throws: ``OperationError`` with the place.
    init(parsing statement: SourceSlice) throws {
        var parser = try ViewStatementParser(statement)
        parser.accept("REFRESH", "MATERIALIZED", "VIEW")
        let isConcurrent = parser.accept("CONCURRENTLY")
        place = parser.place
        name = try parser.viewName()
        let dataPlace = parser.place
        if parser.accept("WITH", "NO", "DATA") {
            withData = false
        } else {
            parser.accept("WITH", "DATA")
            withData = true
        }
        try parser.end(advice: "Write REFRESH MATERIALIZED VIEW [CONCURRENTLY] name [WITH [NO] DATA].")
        guard withData || !isConcurrent else {
            throw OperationError(
                "CONCURRENTLY and WITH NO DATA exclude each other", at: dataPlace, advice: "Leave one of them out.")
        }
        self.statement = statement
    }

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(summary: "refresh materialized view \(name)", origin: statement) { connection in
                guard let view = try await EmulatedView.named(name, on: connection) else {
                    throw OperationError(
                        "there is no materialized view \"\(name)\"", at: place,
                        advice: "`athanor views` lists the existing views.")
                }
                if let damage = try await ViewDamage(of: view, on: connection) {
                    throw OperationError(damage.problem(of: view), at: place, advice: damage.advice)
                }
                guard withData else {
                    try await view.empty(origin: statement, on: connection)
                    return []
                }
                try await view.checkOrderOfColumns(on: connection)
                _ = try await view.refresh(origin: statement, on: connection)
                return []
            })
    }
}
