internal import Athanor
internal import DirectiveExamples
internal import Foundation

/// The types of columns, as they are written and as each database gets them.
enum TypeTable {
    static func text(on databases: [any Database]) throws -> String {
        var lines = [
            "| type | " + databases.map(\.displayName).joined(separator: " | ") + " |",
            "|" + String(repeating: "---|", count: databases.count + 1),
        ]
        for example in ColumnTypeExample.all {
            let cells = try databases.map { try name(of: example.type, on: $0).map { "`\($0)`" } ?? "refused" }
            lines.append("| `\(example.written)` | \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What stands after the column's name in a table of that column; `nil` when the database refuses the type.
    private static func name(of type: ColumnType, on database: any Database) throws -> String? {
        let column = database.dialect.quote("c")
        let adding = AlterTable("t", [.addColumn(.column("c", type), ifNotExists: false)])
        let steps: [LoweredStep]
        do {
            steps = try adding.lower(for: database)
        } catch is OperationError {
            return nil
        }
        guard case .statement(let lowered)? = steps.first,
            let range = lowered.statement.text.range(of: column)
        else { throw Unexpected(type: type) }
        let name = lowered.statement.text[range.upperBound...].drop { $0 == " " }
        return name.isEmpty ? "(no type)" : String(name)
    }

    /// A column of the type is not added by one statement.
    private struct Unexpected: Error {
        let type: ColumnType
    }
}
