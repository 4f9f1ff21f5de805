import Athanor
import AthanorPostgreSQL
import AthanorSQLite
internal import Foundation

/// Times the insertion of many rows by `op.bulkInsert`.
///
/// usage: inserting-benchmark COUNT URL     inserts the rows into the empty table `t` in one transaction, and prints
///                                          the milliseconds, commit included
///        inserting-benchmark COUNT         prints the same rows, separated by tabs, for other clients
@main
struct InsertingBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let count = arguments.first.flatMap({ Int64($0) }) else { return }
        guard let url = arguments.dropFirst().first else { return printRows(count) }
        let rows = RowsToInsert(
            table: "t", columns: ["id", "name", "amount"],
            rows: (1...count).map { [.integer($0), .text(name($0)), .double(amount($0))] })
        let database: any DatabaseModule = url.hasPrefix("sqlite") ? SQLite() : PostgreSQL()
        let connection = try await database.connect(to: DatabaseURL(url), options: ConnectionOptions())
        let took = try await ContinuousClock().measure {
            try await connection.query("BEGIN")
            try await connection.insert(rows)
            try await connection.query("COMMIT")
        }
        await connection.close()
        print(took.milliseconds)
    }

    private static func printRows(_ count: Int64) {
        var text = ""
        for number in 1...count {
            text += "\(number)\t\(name(number))\t\(amount(number))\n"
            if text.utf8.count > 65_536 {
                FileHandle.standardOutput.write(Data(text.utf8))
                text = ""
            }
        }
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    private static func name(_ number: Int64) -> String { "somebody number \(number) of 東京" }
    private static func amount(_ number: Int64) -> Double { Double(number) / 8 }
}
