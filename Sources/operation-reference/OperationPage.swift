internal import Athanor
internal import AthanorPostgreSQL
internal import AthanorSQLite
internal import OperationExamples

/// The text of the reference page.
enum OperationPage {
    static func text() async throws -> String {
        var text = """
            # Operations

            The statements of each operation of `op` on each database.

            ## Overview

            This page is written by `make reference` from examples that the tests run on both databases. On SQLite the
            statements are those for the example's tables, because they depend on the catalog there. On PostgreSQL such
            an operation is marked. Each operation's parameters, and its behaviour in other cases, are documented at its
            declaration in `Operations`.

            """
        for group in OperationExampleGroup.all {
            text += "\n## \(group.title)\n"
            var shown: Set<String> = []
            for example in group.examples {
                if shown.insert(example.operation).inserted { text += "\n### \(example.operation)\n" }
                text += "\n```swift\n\(try example.shownSource())\n```\n"
                for database in databases {
                    text += try await section(example, on: database)
                }
            }
        }
        text += "\n## Types\n\n" + (try TypeTable.text(on: databases))
        return text
    }

    private static let databases: [any DatabaseModule] = [PostgreSQL(), SQLite()]

    private static func section(_ example: OperationExample, on database: any DatabaseModule) async throws -> String {
        let statements: [String]
        do {
            statements = try await LoweredExample(example, on: database).statements()
        } catch let error as any ExplainedError {
            return "\n\(database.displayName) refuses: \(error.explanation.message).\n"
        }
        guard !statements.isEmpty else { return "\nNothing on \(database.displayName).\n" }
        return "\n```\(database.kind.name)\n\(statements.joined(separator: "\n"))\n```\n"
    }
}
