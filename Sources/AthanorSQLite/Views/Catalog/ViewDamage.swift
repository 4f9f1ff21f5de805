internal import Athanor

/// The missing object of an emulated view that someone changed by hand.
enum ViewDamage: Hashable, Sendable {
    /// The table that holds the rows.
    case rows
    /// The view that holds the query.
    case definition
    /// The readable view; another object may have its name.
    case name(taken: SchemaObject?)

    /// Finds the damage of a view; `nil` for an intact view.
    init?(of view: EmulatedView, on connection: any Connection) async throws {
        if try await SchemaObject.named(view.rowsTable, on: connection)?.type != "table" {
            self = .rows
        } else if try await SchemaObject.named(view.definitionView, on: connection)?.type != "view" {
            self = .definition
        } else if try await EmulatedView.named(view.name, on: connection)?.isReadable != true {
            self = .name(taken: try await SchemaObject.named(view.name, on: connection))
        } else {
            return nil
        }
    }

    /// Returns the problem, as a sentence without its full stop.
    func problem(of view: EmulatedView) -> String {
        let damaged = "materialized view \"\(view.name)\" is damaged: "
        switch self {
        case .rows: return damaged + "the table \"\(view.rowsTable)\" of its rows is gone"
        case .definition: return damaged + "the view \"\(view.definitionView)\" that holds its query is gone"
        case .name(let taken?): return damaged + "\(taken.kindWithArticle) that does not read its rows has its name"
        case .name(.none): return damaged + "the view \"\(view.name)\" that shows its rows is gone"
        }
    }

    /// The advice for the user.
    var advice: String {
        if case .name(let taken) = self, taken != nil {
            return
                "Drop the materialized view in a new revision with DROP MATERIALIZED VIEW, which keeps the object with "
                + "its name."
        }
        return "Drop the materialized view in a new revision, and create it again."
    }

    func error(_ view: EmulatedView) -> DatabaseFailure {
        DatabaseFailure(kind: .statement, message: problem(of: view), advice: advice)
    }
}
