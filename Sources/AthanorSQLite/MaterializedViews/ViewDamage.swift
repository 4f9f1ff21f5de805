internal import Athanor

/// What is missing of an emulated view: somebody dropped a part of it by hand.
enum ViewDamage: Hashable, Sendable {
    /// The table that holds the rows.
    case rows
    /// The view that holds the query.
    case definition

    /// The damage of a view; `nil` for a whole one.
    init?(of view: EmulatedView, on connection: any Connection) async throws {
        if try await SchemaObject.named(view.rowsTable, on: connection)?.type != "table" {
            self = .rows
        } else if try await SchemaObject.named(view.definitionView, on: connection)?.type != "view" {
            self = .definition
        } else {
            return nil
        }
    }

    /// What is wrong, as a sentence without its stop.
    func problem(of view: EmulatedView) -> String {
        switch self {
        case .rows: "materialized view \"\(view.name)\" is damaged: the table \"\(view.rowsTable)\" of its rows is gone"
        case .definition:
            "materialized view \"\(view.name)\" is damaged: the view \"\(view.definitionView)\" that holds its query is gone"
        }
    }

    /// The way out.
    var advice: String {
        "Drop the materialized view in a new revision, and create it again."
    }

    func error(_ view: EmulatedView) -> DatabaseError {
        DatabaseError(kind: .statement, message: problem(of: view), advice: advice)
    }
}
