internal import Athanor

/// Dependents of views that cannot be carried over: temporary views of other sessions, columns and function signatures
/// of the views' row types, constants that name the views, and every kind that Athanor does not know.
enum ReplacementObstacles {
    /// Refuses views with such dependents.
    /// - Parameters:
    ///   - views: the views that will be recreated.
    ///   - action: the beginning of error messages: `materialized view a.m cannot be replaced`.
    /// - Returns: all current dependents of the views.
    /// - Throws: ``OperationError`` that names a temporary view, or else all other obstacles; ``DatabaseFailure``.
    static func refuse(
        _ views: [CapturedView], _ action: String, on connection: any Connection
    ) async throws -> FamilyDependents {
        try await TemporaryReaders.refuse(views, action, on: connection)
        let dependents = try await FamilyDependents(of: views.map(\.oid), on: connection)
        let obstacles = dependents.obstacles
        guard let first = obstacles.first else { return dependents }
        if obstacles.count == 1, first.contains(" belongs to extension ") {
            throw OperationError(
                "\(action): \(first)", advice: "Only the extension can change its own objects.")
        }
        throw OperationError(
            "\(action): \(obstacles.joined(separator: "; "))",
            advice: obstacles.count == 1
                ? "Drop it before and create it after, in this revision, or have it use something else."
                : "Drop them before and create them after, in this revision, or have them use something else.")
    }
}
