internal import Athanor

/// What depends on views in a way that nothing can carry over: columns and function signatures of their row types, constants
/// that name them, and whatever Athanor does not know.
enum ReplacementObstacles {
    /// Makes sure that there are none.
    /// - Parameters:
    ///   - views: the views that will be made anew.
    ///   - action: what is to be done, as the beginning of a sentence: `materialized view a.m cannot be replaced`.
    /// - Returns: all that depends on the views now.
    /// - Throws: ``OperationError`` that names them all; ``DatabaseError``.
    static func refuse(
        _ views: [CapturedView], _ action: String, on connection: any Connection
    ) async throws -> FamilyDependents {
        try await TemporaryReaders.refuse(views, action, on: connection)
        let dependents = try await FamilyDependents(of: views.map(\.oid), on: connection)
        let obstacles = dependents.obstacles
        guard let first = obstacles.first else { return dependents }
        if obstacles.count == 1, first.contains(" belongs to extension ") {
            throw OperationError(
                "\(action): \(first)", advice: "What an extension has made is changed by the extension.")
        }
        throw OperationError(
            "\(action): \(obstacles.joined(separator: "; "))",
            advice: obstacles.count == 1
                ? "Drop it before and create it after, in this revision, or have it use something else."
                : "Drop them before and create them after, in this revision, or have them use something else.")
    }
}
