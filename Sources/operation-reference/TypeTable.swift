internal import Athanor
internal import OperationExamples

/// The table of column types, in Swift and on each database.
enum TypeTable {
    static func text(on databases: [any DatabaseModule]) throws -> String {
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

    /// The text after the column's name in the `CREATE TABLE` of a table with that column; `nil` if the database
    /// refuses the type.
    private static func name(of type: ColumnType, on database: any DatabaseModule) throws -> String? {
        let creating = TableOperation.create(
            TableDefinition("t", [.column("c", type)]), ifNotExists: false)
        let steps: [LoweredStep]
        do {
            steps = try creating.lower(for: database)
        } catch is OperationError {
            return nil
        }
        let column = database.dialect.quote("c")
        for case .statement(let lowered) in steps.map(\.content) {
            for line in lowered.statement.text.split(separator: "\n") {
                let words = line.drop { $0 == " " }
                guard words.hasPrefix(column) else { continue }
                let name = words.dropFirst(column.count).drop { $0 == " " }
                return name.isEmpty ? "(no type)" : String(name)
            }
        }
        throw Unexpected(type: type)
    }

    /// An error: the column is not on its own line.
    private struct Unexpected: Error {
        let type: ColumnType
    }
}
